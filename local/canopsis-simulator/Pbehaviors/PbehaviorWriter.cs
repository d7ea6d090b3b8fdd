using System.Text.Json;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>JSON of pbehaviors and comments in answers.</summary>
internal sealed class PbehaviorWriter(Profile profile, VocabularyWriter vocabulary)
{
    public void Write(Utf8JsonWriter json, Pbehavior one)
    {
        json.WriteStartObject();
        WriteMembers(json, one, one.Draft.Start!.Value, one.Draft.Stop);
        json.WriteEndObject();
    }

    /// <summary>As a list shows it: with its state now, and of a recurring one the next occurrence.</summary>
    public void WriteListed(Utf8JsonWriter json, Pbehavior one, long now)
    {
        var (start, stop) = RecurrenceRule.Shown(one.Draft.Rrule, one.Draft.Start!.Value, one.Draft.Stop, now);
        json.WriteStartObject();
        WriteMembers(json, one, start, stop);
        json.WriteBoolean("is_active_status", one.IsActive(now));
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, PbehaviorComment comment)
    {
        json.WriteStartObject();
        json.WriteString("_id", comment.Id);
        json.WritePropertyName("author");
        vocabulary.Write(json, comment.Author);
        json.WriteNumber("ts", comment.Time);
        json.WriteString("message", comment.Message);
        json.WriteEndObject();
    }

    private void WriteMembers(Utf8JsonWriter json, Pbehavior one, long start, long? stop)
    {
        var draft = one.Draft;
        json.WriteString("_id", one.Id);
        json.WritePropertyName("author");
        vocabulary.Write(json, one.Author);
        json.WriteStartArray("comments");
        foreach (var comment in one.Comments)
        {
            Write(json, comment);
        }
        json.WriteEndArray();
        json.WriteBoolean("enabled", draft.Enabled == true);
        json.WriteString("name", draft.Name);
        json.WriteStartObject("reason");
        VocabularyWriter.WriteMembers(json, one.Reason);
        json.WriteEndObject();
        json.WriteString("rrule", draft.Rrule);
        if (profile.ShowsEndOfRecurrence)
        {
            json.WriteNull("rrule_end");
        }
        json.WriteNumber("tstart", start);
        WriteOptional(json, "tstop", stop);
        json.WriteNumber("created", one.Created);
        json.WriteNumber("updated", one.Updated);
        json.WriteStartObject("type");
        vocabulary.WriteMembers(json, one.Type);
        json.WriteEndObject();
        json.WriteString("color", draft.Color);
        WriteExcludedDates(json, draft.ExcludedDates);
        json.WriteStartArray("exceptions");
        json.WriteEndArray();
        json.WriteNull("last_alarm_date");
        if (profile.ShowsAlarmCount)
        {
            json.WriteNumber("alarm_count", 0);
        }
        if (profile.ShowsOrigin)
        {
            json.WriteString("origin", one.Origin);
        }
        if (profile.HasTimezones)
        {
            json.WriteString("timezone", draft.Timezone);
            json.WriteBoolean("inherited", draft.Inherited);
        }
        WritePattern(json, one);
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteExcludedDates(Utf8JsonWriter json, JsonElement dates)
    {
        json.WritePropertyName("exdates");
        if (dates.ValueKind == JsonValueKind.Array)
        {
            dates.WriteTo(json);
            return;
        }
        json.WriteStartArray();
        json.WriteEndArray();
    }

    private static void WritePattern(Utf8JsonWriter json, Pbehavior one)
    {
        json.WritePropertyName("entity_pattern");
        if (one.Entities is null && one.Entity is null)
        {
            one.Draft.EntityPattern.WriteTo(json);
            return;
        }
        json.WriteStartArray();
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("field", "_id");
        json.WriteStartObject("cond");
        json.WriteString("type", one.Entities is null ? "eq" : "is_one_of");
        json.WritePropertyName("value");
        if (one.Entities is null)
        {
            json.WriteStringValue(one.Entity);
        }
        else
        {
            json.WriteStartArray();
            foreach (var entity in one.Entities)
            {
                json.WriteStringValue(entity);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndArray();
    }
}
