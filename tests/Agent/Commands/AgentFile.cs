using System.Text.Json;

namespace Forwarder.Agent.Tests.Commands;

/// <summary>A folder with a configuration that is valid unless a test says otherwise.</summary>
internal sealed class AgentFile : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public AgentFile(params (string Name, object Value)[] parameters)
    {
        File.WriteAllText(TokenFile, "");
        var members = new Dictionary<string, object>
        {
            ["hub_host"] = "127.0.0.1",
            ["hub_protocol"] = "http",
            ["hub_port"] = 1,
            ["hub_name"] = "events",
            ["hub_publisher"] = "lab.central",
            ["hub_token_file"] = TokenFile,
            ["spool_directory"] = Spool,
            ["listen_port"] = 0,
        };
        foreach (var (name, value) in parameters)
        {
            members[name] = value;
        }
        File.WriteAllText(Path, JsonSerializer.Serialize(members));
    }

    public string Path => System.IO.Path.Combine(folder.Path, "agent.json");

    public string Spool => System.IO.Path.Combine(folder.Path, "spool");

    public string TokenFile => System.IO.Path.Combine(folder.Path, "publisher.token");

    /// <summary>A file beside it.</summary>
    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => folder.Dispose();
}
