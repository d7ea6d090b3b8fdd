namespace Forwarder.Agent.Commands;

/// <summary>What <c>version --json</c> prints.</summary>
/// <param name="Name">Of the program.</param>
/// <param name="Version">Of the agent.</param>
/// <param name="Runtime">.NET and its version.</param>
/// <param name="Sqlite">Version of the library that keeps the spool.</param>
/// <param name="Platform">For which it was built.</param>
/// <param name="System">On which it runs.</param>
internal sealed record VersionReport(
    string Name,
    string Version,
    string Runtime,
    string Sqlite,
    string Platform,
    string System
);
