using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Forwarder.Functions.Tests.Logging;

/// <summary>Keeps what was logged, as an operator would read it.</summary>
internal class RecordingLogger : ILogger
{
    public ConcurrentQueue<LogEntry> Entries { get; } = new();

    /// <summary>Entries that make the logger fail, as anything can.</summary>
    public Func<LogEntry, bool> Throws { get; set; } = _ => false;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var entry = new LogEntry(eventId.Id, logLevel, formatter(state, exception));
        Entries.Enqueue(entry);
        if (Throws(entry))
        {
            throw new NotSupportedException("The logger fails.");
        }
    }
}

internal sealed class RecordingLogger<T> : RecordingLogger, ILogger<T>;

internal sealed record LogEntry(int Id, LogLevel Level, string Message);
