namespace Forwarder.Agent.Logging;

/// <summary>The agent's log: levels, forms and places as its parameters say.</summary>
internal sealed class AgentLoggerProvider : ILoggerProvider
{
    private readonly LogSettings settings;
    private readonly LogOutput output;
    private readonly TimeProvider time;

    /// <exception cref="IOException">The log file cannot be opened, and was asked for.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public AgentLoggerProvider(LogSettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        try
        {
            output = LogOutput.Open(settings.File);
        }
        catch (Exception refused)
            when (refused is IOException or UnauthorizedAccessException && !settings.IsFileDemanded)
        {
            output = LogOutput.Open("");
            Refusal = refused.Message;
        }
    }

    /// <summary>Why there is no log file although one would be usual; null when there is.</summary>
    public string? Refusal { get; }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new AgentLogger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();

    private sealed class AgentLogger(AgentLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!LogFilter.IsLogged(provider.settings.Level, category, logLevel, eventId.Id))
            {
                return;
            }
            var (now, message) = (provider.time.GetUtcNow(), formatter(state, exception));
            provider.output.Write(
                provider.settings.AsJson
                    ? LogLine.AsJson(now, logLevel, eventId, category, message, exception)
                    : LogLine.ForPeople(now, logLevel, eventId, message, exception)
            );
        }
    }
}
