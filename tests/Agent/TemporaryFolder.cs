namespace Forwarder.Agent.Tests;

/// <summary>A folder that is removed with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("forwarder-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
