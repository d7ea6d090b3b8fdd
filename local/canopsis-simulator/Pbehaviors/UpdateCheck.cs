using System.Text.Json;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>What may not be changed on a pbehavior that came through a bulk route for entities or connectors.</summary>
internal static class UpdateCheck
{
    /// <summary>Why the change is refused, or null.</summary>
    public static FieldErrors? Refusal(Pbehavior before, PbehaviorDraft change)
    {
        if (before.Entities is not null)
        {
            return FieldErrors.Of("_id", "", "Cannot update an external pbehavior");
        }
        if (before.Entity is not { } entity)
        {
            return null;
        }
        var isRefused =
            change.Enabled != true
            || change.Rrule.Length > 0
            || change.ExcludedDates.ValueKind == JsonValueKind.Array
            || change.Exceptions.Count > 0
            || change.CorporatePattern.Length > 0
            || !IsPatternOf(entity, change.EntityPattern);
        return isRefused ? FieldErrors.Of("_id", "", "Cannot update a pbehavior with origin") : null;
    }

    private static bool IsPatternOf(string entity, JsonElement pattern) =>
        JsonElement.DeepEquals(pattern, PatternOf(entity));

    /// <summary>The pattern of one object.</summary>
    public static JsonElement PatternOf(string entity)
    {
        using var document = JsonDocument.Parse(
            $$"""[[ { "field": "_id", "cond": { "type": "eq", "value": "{{JsonEncodedText.Encode(entity)}}" } } ]]"""
        );
        return document.RootElement.Clone();
    }
}
