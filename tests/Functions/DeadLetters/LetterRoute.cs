using System.Text.Json;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Tests.DeadLetters;

/// <summary>An event route that takes everything but events with certain outputs.</summary>
internal sealed class LetterRoute : IEventRoute
{
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Outputs, in order; probes are left out.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>No answer comes for this output.</summary>
    public string? IsDownFor { get; set; }

    /// <summary>Events of one request.</summary>
    public int Largest { get; set; } = 500;

    public int MaxEventsPerRequest => Largest;

    public TimeSpan AttemptTimeout => TimeSpan.FromSeconds(20);

    public Task<CanopsisAnswer> SendAsync(
        EventChunk chunk,
        int count,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        byte[] array = [.. chunk.OpenArray(count).Span, (byte)']'];
        using var document = JsonDocument.Parse(array);
        var outputs = document
            .RootElement.EnumerateArray()
            .Select(sent => sent.GetProperty("output").GetString()!)
            .ToList();
        if (outputs.Exists(output => output == IsDownFor))
        {
            return Task.FromResult(new CanopsisAnswer(AnswerClass.RetryLater) { Status = 503 });
        }
        var refused = Enumerable.Range(0, count).Where(index => Refused.Contains(outputs[index])).ToList();
        Taken.AddRange(outputs.Where(output => !Refused.Contains(output) && output != "Events are delivered."));
        return Task.FromResult(
            refused.Count > 0
                ? new CanopsisAnswer(AnswerClass.Refused) { Status = 200, RefusedEvents = refused }
                : new CanopsisAnswer(AnswerClass.Delivered) { Status = 200 }
        );
    }
}
