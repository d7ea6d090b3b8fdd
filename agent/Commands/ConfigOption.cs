using System.CommandLine;
using Forwarder.Agent.Configuration;

namespace Forwarder.Agent.Commands;

/// <summary>The option that nearly every command has.</summary>
internal static class ConfigOption
{
    public static Option<string> Create(string description) =>
        new("--config") { Description = description, DefaultValueFactory = _ => ConfigurationFile.DefaultPath };
}
