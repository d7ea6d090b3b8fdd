namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <param name="Number">Within its object, from 1.</param>
internal sealed record SimulatedEvent(int Object, int Number, EventNature Nature)
{
    public string Id => $"{Object}#{Number}";

    public bool IsOld { get; init; }

    public string Line(DateTimeOffset now)
    {
        var time = (IsOld ? now.AddHours(-30) : now).ToUnixTimeSeconds();
        var cache = $$"""{"host":{"name":"h"},"service":{"description":"s{{Object}}"},"poller":"p"}""";
        return Nature switch
        {
            EventNature.Heartbeat => """{"kind":"heartbeat"}""",
            EventNature.Acknowledgement =>
                $$"""{"kind":"acknowledgement","host_id":1,"service_id":{{Object + 1}},"type":1,"author":"a","comment_data":"{{Id}}","entry_time":{{time}},"cache":{{cache}}}""",
            EventNature.Invalid =>
                $$"""{"kind":"service_status","host_id":1,"service_id":{{Object + 1}},"state":9,"last_check":{{time}},"output":"{{Id}}","cache":{{cache}}}""",
            _ =>
                $$"""{"kind":"service_status","host_id":1,"service_id":{{Object + 1}},"state":1,"last_check":{{time}},"output":"{{Id}}","cache":{{cache}}}""",
        };
    }
}

internal enum EventNature
{
    Status,
    Acknowledgement,
    Heartbeat,

    /// <summary>Its state has no counterpart in Canopsis.</summary>
    Invalid,

    /// <summary>Canopsis lists it as failed each time.</summary>
    Refused,

    /// <summary>Sending it ends the process each time.</summary>
    EndsProcess,
}
