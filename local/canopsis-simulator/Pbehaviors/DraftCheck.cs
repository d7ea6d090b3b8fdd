using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>The rules for the fields of a pbehavior (canopsis-api 3.1). All errors are found; the name's uniqueness only at insertion.</summary>
internal sealed class DraftCheck(Profile profile, PbehaviorStore store, VocabularyStore vocabulary)
{
    public FieldErrors Check(PbehaviorDraft draft, bool isNew)
    {
        var errors = new FieldErrors();
        if (isNew)
        {
            TextRules.CheckId(errors, draft.Id, id => store.Find(id) is not null);
        }
        errors.AddWhen(draft.Enabled is null, "enabled", "Enabled", ErrorTexts.Missing);
        TextRules.CheckRequired(errors, "name", "Name", draft.Name);
        CheckReferences(errors, draft.Type, draft.Reason);
        CheckWindow(errors, draft.Type, draft.Start, draft.Stop);
        var isRuleWrong = draft.Rrule.Length > 0 && !RecurrenceRule.IsValid(draft.Rrule);
        errors.AddWhen(isRuleWrong, "rrule", "RRule", "is invalid recurrence rule");
        CheckColor(errors, draft.Color);
        ExcludedDate.Check(errors, draft.ExcludedDates, vocabulary);
        // The platform has no exceptions and no shared patterns, so each of them is unknown.
        errors.AddWhen(draft.Exceptions.Count > 0, "exceptions", "Exceptions", ErrorTexts.Unknown);
        CheckPattern(errors, draft);
        if (profile.HasTimezones && draft.Timezone.Length > 0)
        {
            var isKnown = TimeZoneInfo.TryFindSystemTimeZoneById(draft.Timezone, out _);
            errors.AddWhen(!isKnown, "timezone", "Timezone", ErrorTexts.Invalid);
        }
        return errors;
    }

    public void CheckReferences(FieldErrors errors, string type, string reason)
    {
        errors.AddWhen(type.Length == 0, "type", "Type", ErrorTexts.Missing);
        errors.AddWhen(vocabulary.Type(type) is null, "type", "Type", ErrorTexts.Unknown);
        errors.AddWhen(reason.Length == 0, "reason", "Reason", ErrorTexts.Missing);
        errors.AddWhen(vocabulary.Reason(reason) is null, "reason", "Reason", ErrorTexts.Unknown);
    }

    /// <summary>Only of a type that is known can be said whether it needs an end.</summary>
    public void CheckWindow(FieldErrors errors, string type, long? start, long? stop)
    {
        var needsStop = vocabulary.Type(type) is { } known && known.Kind != PbehaviorType.Pause;
        errors.AddWhen(start is null, "tstart", "Start", ErrorTexts.Missing);
        errors.AddWhen(needsStop && stop is null, "tstop", "Stop", ErrorTexts.Missing);
        errors.AddWhen(stop < start, "tstop", "Stop", "should be greater than Start");
    }

    public void CheckColor(FieldErrors errors, string color)
    {
        errors.AddWhen(profile.RequiresColor && color.Length == 0, "color", "Color", ErrorTexts.Missing);
        errors.AddWhen(color.Length > 0 && !ColorText.IsValid(color), "color", "Color", ErrorTexts.Invalid);
    }

    private static void CheckPattern(FieldErrors errors, PbehaviorDraft draft)
    {
        const string Key = "entity_pattern";
        const string CorporateKey = "corporate_entity_pattern";
        if (draft.CorporatePattern.Length > 0)
        {
            errors.Add(CorporateKey, "CorporateEntityPattern", ErrorTexts.Unknown);
            return;
        }
        var isMissing =
            draft.EntityPattern.ValueKind == JsonValueKind.Undefined || draft.EntityPattern.GetArrayLength() == 0;
        errors.AddWhen(isMissing, Key, "EntityPattern", ErrorTexts.Missing);
        var isWrong = !isMissing && !EntityPattern.IsValid(draft.EntityPattern);
        errors.AddWhen(isWrong, Key, "EntityPattern", "is invalid entity pattern");
    }
}
