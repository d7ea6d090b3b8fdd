using System.Text.Json;
using Forwarder.Agent.Logging;
using Forwarder.Agent.Running;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Tests.Logging;

public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "agent.log");

    [Theory]
    [InlineData(1, "error notice")]
    [InlineData(2, "error warning info notice")]
    [InlineData(3, "error warning info debug notice")]
    public void A_level_lets_through_what_the_reference_connector_says(int level, string expected)
    {
        (string Name, LogLevel Level, int Id)[] lines =
        [
            ("error", LogLevel.Error, 1),
            ("warning", LogLevel.Warning, 2),
            ("info", LogLevel.Information, 3),
            ("debug", LogLevel.Debug, 4),
            ("notice", LogLevel.Information, 100),
        ];
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                lines
                    .Where(line => LogFilter.IsLogged(level, "Forwarder", line.Level, line.Id))
                    .Select(line => line.Name)
            )
        );
        Assert.False(LogFilter.IsLogged(level, "Microsoft.Hosting", LogLevel.Information, 100));
        Assert.True(LogFilter.IsLogged(level, "Microsoft.Hosting", LogLevel.Error, 1));
        Assert.True(LogFilter.IsLogged(level, "Forwarder.Agent", LogLevel.Warning, 106));
    }

    [Fact]
    public void A_line_for_people_has_time_level_number_and_text()
    {
        using (var provider = new AgentLoggerProvider(new LogSettings(1, false, File, true), new SteppedClock()))
        {
            provider.CreateLogger("x").Ready("1.0", "/etc/agent.json");
            provider.CreateLogger("x").SpoolDamaged();
        }
        Assert.Equal(
            [
                "2026-03-02T10:00:00.000Z info     100 The agent 1.0 is ready, configured by /etc/agent.json.",
                "2026-03-02T10:00:00.000Z error    105 The spool's database is damaged: the agent starts again to replace it.",
            ],
            System.IO.File.ReadAllLines(File)
        );
    }

    [Fact]
    public void A_line_of_JSON_has_the_same_as_members()
    {
        using (var provider = new AgentLoggerProvider(new LogSettings(2, true, File, true), new SteppedClock()))
        {
            provider
                .CreateLogger("x")
                .Log(LogLevel.Warning, new EventId(7, "Seven"), "a \"c\"", new IOException("ü\n2"), (text, _) => text);
        }
        using var line = JsonDocument.Parse(Assert.Single(System.IO.File.ReadAllLines(File)));
        Assert.Equal("warning", line.RootElement.GetProperty("level").GetString());
        Assert.Equal(7, line.RootElement.GetProperty("event").GetInt32());
        Assert.Equal("Seven", line.RootElement.GetProperty("name").GetString());
        Assert.Equal("a \"c\"", line.RootElement.GetProperty("message").GetString());
        Assert.Contains("ü\n2", line.RootElement.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_rotation_empties_goes_on_from_its_beginning()
    {
        System.IO.File.WriteAllText(File, "from the last run\n");
        using var provider = new AgentLoggerProvider(new LogSettings(1, false, File, true), new SteppedClock());
        var logger = provider.CreateLogger("x");
        logger.SpoolDamaged();
        logger.SpoolDamaged();
        Assert.Equal(3, System.IO.File.ReadAllLines(File).Length);

        // as logrotate does with copytruncate
        using (var rotated = new FileStream(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            rotated.SetLength(0);
        }
        logger.Ready("ü", "/etc/agent.json");
        Assert.Equal(
            "2026-03-02T10:00:00.000Z info     100 The agent ü is ready, configured by /etc/agent.json.\n",
            System.IO.File.ReadAllText(File)
        );
    }

    [Fact]
    public void A_usual_file_without_its_folder_is_done_without_and_a_demanded_one_is_not()
    {
        var nowhere = Path.Combine(folder.Path, "none", "agent.log");
        using var provider = new AgentLoggerProvider(new LogSettings(1, false, nowhere, false), TimeProvider.System);
        Assert.NotNull(provider.Refusal);
        Assert.Throws<DirectoryNotFoundException>(() =>
            new AgentLoggerProvider(new LogSettings(1, false, nowhere, true), TimeProvider.System)
        );
    }

    public void Dispose() => folder.Dispose();
}
