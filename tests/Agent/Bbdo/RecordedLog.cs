using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>What the operator would read.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> lines = [];
    private readonly LoggerFactory factory;

    public RecordedLog() => factory = new LoggerFactory([this]);

    public ILogger<T> For<T>() => factory.CreateLogger<T>();

    /// <summary>Texts of all messages with this number.</summary>
    public IReadOnlyList<string> Of(int id) => [.. lines.Where(line => line.Id == id).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue((eventId.Id, formatter(state, exception)));

    public void Dispose() { }
}
