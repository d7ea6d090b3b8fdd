using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Hosting;

/// <summary>Reads the arguments of an <c>eventHubTrigger</c> with cardinality many and data type binary (platform.md 1.3 and 12).</summary>
internal static class EventHubTrigger
{
    /// <exception cref="InvalidEnvelopeException">The binding is missing or is no list.</exception>
    public static EventBatch Read(InvocationEnvelope envelope, string binding, string invocationId)
    {
        var bodies = Bodies(envelope.Data(binding).Span, binding);
        var system = Items(envelope, "SystemPropertiesArray");
        var keys = Items(envelope, "PartitionKeyArray");
        var offsets = Items(envelope, "OffsetStringArray") ?? Items(envelope, "OffsetArray");
        var sequences = Items(envelope, "SequenceNumberArray");
        var enqueued = Items(envelope, "EnqueuedTimeUtcArray");
        var events = new HubEvent[bodies.Count];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = new HubEvent
            {
                Body = bodies[i],
                Publisher = LenientJson.Text(LenientJson.Member(At(system, i), "x-opt-publisher")),
                PartitionKey =
                    LenientJson.Text(At(keys, i))
                    ?? LenientJson.Text(LenientJson.Member(At(system, i), "x-opt-partition-key")),
                Offset = LenientJson.Text(At(offsets, i)),
                SequenceNumber = LenientJson.Number(At(sequences, i)),
                EnqueuedAt = LenientJson.Time(At(enqueued, i)),
            };
        }
        return new EventBatch
        {
            InvocationId = invocationId,
            Events = events,
            Partition = Partition(
                envelope.Metadata("PartitionContext") ?? envelope.Metadata("TriggerPartitionContext")
            ),
            RetryCount = RetryCount(envelope),
        };
    }

    /// <summary>Number of earlier attempts; 0 also for a function without retry policy.</summary>
    public static int RetryCount(InvocationEnvelope envelope) =>
        (int)(LenientJson.Number(LenientJson.Member(envelope.Metadata("RetryContext"), "RetryCount")) ?? 0);

    private static List<byte[]> Bodies(ReadOnlySpan<byte> json, string binding)
    {
        var outer = new Utf8JsonReader(json);
        outer.Read();
        if (outer.TokenType != JsonTokenType.String)
        {
            return Elements(json, binding);
        }
        var text = ArrayPool<byte>.Shared.Rent(outer.ValueSpan.Length);
        try
        {
            return Elements(text.AsSpan(0, outer.CopyString(text)), binding);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static List<byte[]> Elements(ReadOnlySpan<byte> json, string binding)
    {
        var bodies = new List<byte[]>();
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                throw new InvalidEnvelopeException($"The data of the binding {binding} is not a list.");
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.String)
                {
                    throw new InvalidEnvelopeException($"The binding {binding} needs dataType binary.");
                }
                // Never lose a body: what is no base64 is handed on as it came and refused by whoever reads packs.
                bodies.Add(
                    reader.TryGetBytesFromBase64(out var body) ? body : Encoding.UTF8.GetBytes(reader.GetString()!)
                );
            }
            return bodies;
        }
        catch (JsonException unreadable)
        {
            throw new InvalidEnvelopeException($"The data of the binding {binding} is not a list.", unreadable);
        }
    }

    private static PartitionContext? Partition(JsonElement? context) =>
        LenientJson.Text(LenientJson.Member(context, "PartitionId")) is { } partition
            ? new PartitionContext(
                LenientJson.Text(LenientJson.Member(context, "FullyQualifiedNamespace")) ?? "",
                LenientJson.Text(LenientJson.Member(context, "EventHubName")) ?? "",
                LenientJson.Text(LenientJson.Member(context, "ConsumerGroup")) ?? "",
                partition
            )
            : null;

    private static JsonElement[]? Items(InvocationEnvelope envelope, string name) =>
        envelope.Metadata(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : null;

    private static JsonElement? At(JsonElement[]? items, int index) =>
        items is not null && index < items.Length ? items[index] : null;
}
