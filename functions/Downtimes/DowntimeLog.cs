using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Downtimes;

/// <summary>Messages 900 to 999. Those of level error are alarms, by their numbers and names.</summary>
internal static partial class DowntimeLog
{
    [LoggerMessage(
        900,
        LogLevel.Error,
        "Customer {Customer}: Canopsis has no type of downtimes named {Type}; no downtime can be created until it has (canopsis_downtime_type_name)."
    )]
    public static partial void TypeMissing(ILogger logger, string customer, string type);

    [LoggerMessage(
        901,
        LogLevel.Error,
        "Customer {Customer}: Canopsis has no reason {Reason} and does not let it be created; set canopsis_downtime_reason_id, or grant api_pbehaviorreason create."
    )]
    public static partial void ReasonMissing(ILogger logger, string customer, string reason);

    [LoggerMessage(
        902,
        LogLevel.Warning,
        "Customer {Customer}: Canopsis does not let the reason {Reason} be created; downtimes have the reason {Instead}."
    )]
    public static partial void ReasonReplaced(ILogger logger, string customer, string reason, string instead);

    [LoggerMessage(
        903,
        LogLevel.Warning,
        "Customer {Customer}: {What} could not be looked up in Canopsis (status {Status}, {Detail})."
    )]
    public static partial void NotLookedUp(ILogger logger, string customer, string what, int? status, string? detail);

    [LoggerMessage(
        904,
        LogLevel.Error,
        "Customer {Customer}: Canopsis does not take downtime {Downtime} ({Error}); it is tried again later."
    )]
    public static partial void Refused(ILogger logger, string customer, string downtime, string error);

    [LoggerMessage(
        905,
        LogLevel.Error,
        "Customer {Customer}: Canopsis forbids to {Action} downtimes; grant api_pbehavior the right of this."
    )]
    public static partial void Forbidden(ILogger logger, string customer, string action);

    [LoggerMessage(
        906,
        LogLevel.Warning,
        "Customer {Customer}: downtimes cannot be brought to Canopsis at present ({Class}, status {Status}, {Detail}); they are kept and follow."
    )]
    public static partial void NotAvailable(
        ILogger logger,
        string customer,
        PbehaviorAnswerClass @class,
        int? status,
        string? detail
    );

    [LoggerMessage(
        907,
        LogLevel.Warning,
        "Customer {Customer}: the comment of downtime {Downtime} is refused ({Error}), attempt {Attempt} of {Most}."
    )]
    public static partial void CommentRefused(
        ILogger logger,
        string customer,
        string downtime,
        string error,
        int attempt,
        int most
    );

    [LoggerMessage(
        908,
        LogLevel.Error,
        "Customer {Customer}: {Deletions} of {Listed} downtimes in Canopsis would be deleted; none of them is. Look at forwarder downtimes list, then run forwarder downtimes sync --force."
    )]
    public static partial void TooManyDeletions(ILogger logger, string customer, int deletions, int listed);

    [LoggerMessage(
        909,
        LogLevel.Warning,
        "Customer {Customer}: Canopsis holds {Count} downtimes named like ours of which nothing is known, {Example} is one; see forwarder downtimes adopt and purge."
    )]
    public static partial void Unknown(ILogger logger, string customer, int count, string example);

    [LoggerMessage(
        910,
        LogLevel.Information,
        "Customer {Customer}: {Created} downtimes created, {Corrected} corrected, {Deleted} deleted, {Commented} comments, {Confirmed} confirmed, {Forgotten} forgotten, {Failed} failed, {Left} left for the next minute; {Listed} were compared in {Ms} ms."
    )]
    public static partial void Synchronised(
        ILogger logger,
        string customer,
        int created,
        int corrected,
        int deleted,
        int commented,
        int confirmed,
        int forgotten,
        int failed,
        int left,
        int listed,
        long ms
    );

    [LoggerMessage(
        911,
        LogLevel.Warning,
        "Customer {Customer}: Canopsis has no bulk/connector-pbehaviors; canopsis_downtime_strategy=connector has no effect."
    )]
    public static partial void NoConnectorRoute(ILogger logger, string customer);

    [LoggerMessage(912, LogLevel.Error, "Customer {Customer}: the downtimes could not be compared.")]
    public static partial void Faulted(ILogger logger, string customer, Exception exception);

    [LoggerMessage(
        915,
        LogLevel.Warning,
        "Customer {Customer}: no usable answer about downtime {Downtime} ({Error}); it is tried again later."
    )]
    public static partial void Unanswered(ILogger logger, string customer, string downtime, string error);

    [LoggerMessage(
        916,
        LogLevel.Warning,
        "Customer {Customer}: Canopsis refuses the type or reason of downtimes ({Error}); both are looked up again, creations wait for the next minute."
    )]
    public static partial void IdsForgotten(ILogger logger, string customer, string error);

    [LoggerMessage(913, LogLevel.Information, "Customer {Customer}: {Command}")]
    public static partial void Request(ILogger logger, string customer, string command);

    [LoggerMessage(914, LogLevel.Warning, "Customer {Customer}, not sent because of send_data_test: {Command}")]
    public static partial void NotSent(ILogger logger, string customer, string command);
}
