using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>Messages 300 to 399.</summary>
internal static partial class ForwardLog
{
    [LoggerMessage(
        300,
        LogLevel.Information,
        "Partition {Partition}, attempt {Attempt}: {Packs} packs of {Lanes} lanes: {DeliveredPacks} delivered, {ParkedPacks} parked, {Repeats} repeats, {Undelivered} left in the hub; events so far: {Delivered} delivered, {NotMapped} not mapped, {Failed} dead letters; {Milliseconds} ms, lag {LagSeconds} s."
    )]
    public static partial void Forwarded(
        ILogger logger,
        string? partition,
        int attempt,
        int packs,
        int lanes,
        int deliveredPacks,
        int parkedPacks,
        int repeats,
        int undelivered,
        long delivered,
        long notMapped,
        long failed,
        long milliseconds,
        double? lagSeconds
    );

    [LoggerMessage(
        301,
        LogLevel.Error,
        "{Packs} packs of partition {Partition} name no known publisher (the first: publisher {Publisher}, key {PartitionKey}); they are parked in lane {Lane}."
    )]
    public static partial void UnknownPublisher(
        ILogger logger,
        int packs,
        string? partition,
        string? publisher,
        string? partitionKey,
        string lane
    );

    [LoggerMessage(
        302,
        LogLevel.Error,
        "Publisher {Publisher}: there is no valid customer {Customer}; {Packs} packs are parked until there is one."
    )]
    public static partial void UnknownCustomer(ILogger logger, PublisherId publisher, string customer, int packs);

    [LoggerMessage(
        303,
        LogLevel.Error,
        "Lane {Publisher}: Table storage failed; {Packs} packs stay in the hub and come again."
    )]
    public static partial void StorageFailed(ILogger logger, string publisher, int packs, Exception exception);

    [LoggerMessage(
        304,
        LogLevel.Error,
        "Lane {Publisher}: something unforeseen happened to its {Packs} packs; they are parked."
    )]
    public static partial void Unforeseen(ILogger logger, string publisher, int packs, Exception exception);

    [LoggerMessage(
        305,
        LogLevel.Error,
        "Lane {Publisher}: its {Packs} packs cannot be parked; they stay in the hub and come again."
    )]
    public static partial void NotParked(ILogger logger, string publisher, int packs, Exception exception);
}
