using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>Messages 300 to 399.</summary>
internal static partial class ForwardLog
{
    [LoggerMessage(
        300,
        LogLevel.Information,
        "Partition {Partition}, attempt {Attempt}: {Packs} packs ({Undelivered} undelivered, {Duplicates} duplicate), {HostStatuses} host statuses, {ServiceStatuses} service statuses, {Acknowledgements} acknowledgements, {Downtimes} downtimes, {BaStatuses} BA statuses, {Heartbeats} heartbeats, {Unknown} unknown; {Delivered} delivered, {Failed} failed, {NotMapped} not mapped; {Milliseconds} ms, lag {LagSeconds} s."
    )]
    public static partial void Forwarded(
        ILogger logger,
        string? partition,
        int attempt,
        int packs,
        int undelivered,
        int duplicates,
        int hostStatuses,
        int serviceStatuses,
        int acknowledgements,
        int downtimes,
        int baStatuses,
        int heartbeats,
        int unknown,
        int delivered,
        int failed,
        int notMapped,
        long milliseconds,
        double? lagSeconds
    );

    [LoggerMessage(
        301,
        LogLevel.Error,
        "Event {SequenceNumber} of partition {Partition} names no known publisher (publisher {Publisher}, key {PartitionKey}); it stays in the hub."
    )]
    public static partial void UnknownPublisher(
        ILogger logger,
        long? sequenceNumber,
        string? partition,
        string? publisher,
        string? partitionKey
    );

    [LoggerMessage(
        302,
        LogLevel.Error,
        "Publisher {Publisher}: there is no valid customer {Customer}; {Packs} packs stay in the hub."
    )]
    public static partial void UnknownCustomer(ILogger logger, PublisherId publisher, string customer, int packs);

    [LoggerMessage(
        303,
        LogLevel.Error,
        "Publisher {Publisher}: pack at {SequenceNumber} cannot be read ({Fault}: {Reason})."
    )]
    public static partial void UnreadablePack(
        ILogger logger,
        PublisherId publisher,
        long? sequenceNumber,
        PackFault fault,
        string reason
    );

    [LoggerMessage(
        304,
        LogLevel.Error,
        "Publisher {Publisher}: line {Line} of pack {Epoch}/{Sequence} cannot be sent: {Reason}"
    )]
    public static partial void RefusedEvent(
        ILogger logger,
        PublisherId publisher,
        int line,
        string epoch,
        long sequence,
        string? reason
    );

    [LoggerMessage(
        305,
        LogLevel.Warning,
        "Publisher {Publisher}: the time of this invocation is up; the rest follows in the next attempt."
    )]
    public static partial void OutOfTime(ILogger logger, PublisherId publisher);
}
