using Microsoft.Extensions.Logging.Console;

namespace Forwarder.Agent.Commands;

/// <summary>The agent's own log messages, for commands: on stderr, because stdout is the result.</summary>
internal static class CommandLog
{
    public static ILoggerFactory Create() =>
        LoggerFactory.Create(logging =>
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
            logging.Services.Configure<ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace
            );
        });
}
