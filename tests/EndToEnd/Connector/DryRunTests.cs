using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Connector;

/// <summary>The dry run of the whole connector on a recorded session, as an operator types it.</summary>
public sealed class DryRunTests
{
    private const string Session = "cbd-23.10.16-bbdo3.0.1-full.bin";

    [Fact]
    public async Task A_recorded_session_becomes_the_requests_that_would_be_sent()
    {
        var (code, output, error) = await ShellAsync("| \"$FORWARDER\" map --customer \"$FOLDER/acme.json\"");

        Assert.True(code == 0, error);
        var requests = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
        var routes = requests.Select(request => $"{request["method"]} {request["route"]}").Distinct().Order();
        Assert.Equal(
            [
                "DELETE /api/v4/pbehaviors",
                "POST /api/v4/event",
                "POST /api/v4/pbehavior-comments",
                "POST /api/v4/pbehaviors",
            ],
            routes
        );
        var creation = requests.First(request => (string?)request["route"] == "/api/v4/pbehaviors")["body"]!;
        Assert.Equal(("<type>", "<reason>"), ((string)creation["type"]!, (string)creation["reason"]!));
        Assert.Contains("dropped, dedup", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_and_templates_are_honoured_and_a_summary_counts()
    {
        var (code, output, error) = await ShellAsync(
            "| \"$FORWARDER\" map --customer \"$FOLDER/templated.json\" --ids \"$FOLDER/ids.json\" --publisher acme.paris --summary"
        );

        Assert.True(code == 0, error);
        var summary = JsonNode.Parse(output)!;
        Assert.Equal(42, (int)summary["mapped"]!["HostStatus"]!);
        Assert.Equal(77, (int)summary["not_mapped"]!["ServiceStatus"]!);
        Assert.Equal(4, (int)summary["requests"]!["DELETE /api/v4/pbehaviors"]!);
    }

    [Fact]
    public async Task What_is_wrong_with_a_customer_is_told_at_once()
    {
        var (code, output, error) = await ShellAsync("| \"$FORWARDER\" map --customer \"$FOLDER/wrong.json\"");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("canopsis_host", error, StringComparison.Ordinal);
        Assert.Contains("formats/wrong.json, line 1, column 29: {nothing}", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> ShellAsync(string pipe)
    {
        var folder = Directory.CreateTempSubdirectory("dry-run-");
        try
        {
            Prepare(folder.FullName);
            var bin = Path.Combine("bin", "Release", "net10.0");
            var start = new ProcessStartInfo("bash")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"\"$AGENT\" decode --enriched --config \"$FOLDER/agent.json\" \"$SESSION\" {pipe}");
            start.Environment["AGENT"] = Path.Combine(Vectors.Repository, "agent", bin, "canopsis-agent");
            start.Environment["FORWARDER"] = Path.Combine(Vectors.Repository, "functions", bin, "forwarder");
            start.Environment["SESSION"] = Path.Combine(Vectors.Root, "captures", Session);
            start.Environment["FOLDER"] = folder.FullName;
            using var shell = Process.Start(start)!;
            var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (shell.ExitCode, await output, await error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Prepare(string folder)
    {
        void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
        Directory.CreateDirectory(Path.Combine(folder, "formats"));
        Write(
            "agent.json",
            """{"hub_host":"127.0.0.1","hub_protocol":"http","hub_name":"events","hub_publisher":"acme.paris","hub_token":"SharedAccessSignature sr=events&sig=unused&se=1&skn=agents"}"""
        );
        Write("acme.json", """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"key"}""");
        Write(
            "templated.json",
            """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"key","format_file":"formats/some.json"}"""
        );
        Write("formats/some.json", """{"neb_service_status":{}}""");
        Write("ids.json", """{"type":"type-1","reason":"reason-1","version":"22.10.3"}""");
        Write("wrong.json", """{"canopsis_host":"","canopsis_authkey":"key","format_file":"formats/wrong.json"}""");
        Write("formats/wrong.json", """{"neb_host_status":{"text":"{nothing}"}}""");
    }
}
