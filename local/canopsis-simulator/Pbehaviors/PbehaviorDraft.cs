using System.Text.Json;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>A pbehavior as a request describes it; texts that are absent are empty.</summary>
internal sealed record PbehaviorDraft
{
    public string Id { get; init; } = "";

    public bool? Enabled { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Id of a type.</summary>
    public string Type { get; init; } = "";

    /// <summary>Id of a reason.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Unix seconds.</summary>
    public long? Start { get; init; }

    /// <summary>Unix seconds; null is for ever.</summary>
    public long? Stop { get; init; }

    public string Rrule { get; init; } = "";

    public string Color { get; init; } = "";

    /// <summary>Array, or undefined.</summary>
    public JsonElement ExcludedDates { get; init; }

    public IReadOnlyList<string> Exceptions { get; init; } = [];

    /// <summary>Array of groups of conditions, or undefined.</summary>
    public JsonElement EntityPattern { get; init; }

    public string CorporatePattern { get; init; } = "";

    public string Timezone { get; init; } = "";

    public bool Inherited { get; init; }

    /// <summary>Reads one; null when a field has the wrong type.</summary>
    public static PbehaviorDraft? Read(JsonElement body) => Read(body, new PbehaviorDraft());

    /// <summary>Reads the fields that are there, and takes the others from <paramref name="before"/>.</summary>
    public static PbehaviorDraft? Read(JsonElement body, PbehaviorDraft before)
    {
        var fields = new BodyFields(body);
        var draft = new PbehaviorDraft
        {
            Id = fields.Text("_id"),
            Enabled = fields.Flag("enabled") ?? before.Enabled,
            Name = Text("name", before.Name),
            Type = Text("type", before.Type),
            Reason = Text("reason", before.Reason),
            Start = fields.Seconds("tstart") ?? before.Start,
            Stop = fields.Has("tstop") ? fields.Seconds("tstop") : before.Stop,
            Rrule = Text("rrule", before.Rrule),
            Color = Text("color", before.Color),
            ExcludedDates = fields.Array("exdates") ?? before.ExcludedDates,
            Exceptions = fields.Has("exceptions") ? fields.Texts("exceptions") : before.Exceptions,
            EntityPattern = fields.Array("entity_pattern") ?? before.EntityPattern,
            CorporatePattern = Text("corporate_entity_pattern", before.CorporatePattern),
            Timezone = Text("timezone", before.Timezone),
            Inherited = fields.Flag("inherited") ?? before.Inherited,
        };
        var isWhole = !fields.IsMalformed && Pbehaviors.EntityPattern.HasStructure(draft.EntityPattern);
        return isWhole && ExcludedDate.HaveStructure(draft.ExcludedDates) ? draft : null;

        string Text(string name, string fallback) => fields.Has(name) ? fields.Text(name) : fallback;
    }
}
