using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Forwarder.Functions.Tests.Logging;

/// <summary>Keeps what was logged, as an operator would read it.</summary>
internal class RecordingLogger : ILogger
{
    public ConcurrentQueue<LogEntry> Entries { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Entries.Enqueue(new LogEntry(eventId.Id, logLevel, formatter(state, exception)));
}

internal sealed class RecordingLogger<T> : RecordingLogger, ILogger<T>;

internal sealed record LogEntry(int Id, LogLevel Level, string Message);
