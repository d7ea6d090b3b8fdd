using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>The numbers of what was logged.</summary>
internal sealed class Log : ILogger
{
    public ConcurrentQueue<int> Ids { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Ids.Enqueue(eventId.Id);
}
