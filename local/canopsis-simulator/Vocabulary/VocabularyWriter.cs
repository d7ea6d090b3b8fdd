using System.Text.Json;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Vocabulary;

/// <summary>JSON of types, reasons and users in answers.</summary>
internal sealed class VocabularyWriter(Profile profile)
{
    public void Write(Utf8JsonWriter json, PbehaviorType type)
    {
        json.WriteStartObject();
        WriteMembers(json, type);
        if (profile.AlwaysShowsHidden || (profile.LeavesOutHidden && type.IsHidden))
        {
            json.WriteBoolean("hidden", type.IsHidden);
        }
        json.WriteEndObject();
    }

    /// <summary>As a part of a pbehavior.</summary>
    public void WriteMembers(Utf8JsonWriter json, PbehaviorType type)
    {
        json.WriteString("_id", type.Id);
        json.WriteString("name", type.Name);
        json.WriteString("description", type.Description);
        json.WriteString("type", type.Kind);
        json.WriteNumber("priority", type.Priority);
        json.WriteString("icon_name", type.Icon);
        if (profile.ShowsColorOfTypes)
        {
            json.WriteString("color", type.Color);
        }
    }

    public void Write(Utf8JsonWriter json, PbehaviorReason reason)
    {
        json.WriteStartObject();
        WriteMembers(json, reason);
        if (profile.AlwaysShowsHidden || (profile.LeavesOutHidden && reason.IsHidden))
        {
            json.WriteBoolean("hidden", reason.IsHidden);
        }
        if (profile.ShowsAuthorOfReasons)
        {
            if (reason.Author is { } author)
            {
                json.WritePropertyName("author");
                Write(json, author);
            }
            json.WriteNumber("created", reason.Created);
            json.WriteNumber("updated", reason.Created);
        }
        json.WriteEndObject();
    }

    /// <summary>As a part of a pbehavior.</summary>
    public static void WriteMembers(Utf8JsonWriter json, PbehaviorReason reason)
    {
        json.WriteString("_id", reason.Id);
        json.WriteString("name", reason.Name);
        json.WriteString("description", reason.Description);
    }

    public void Write(Utf8JsonWriter json, Caller author)
    {
        json.WriteStartObject();
        json.WriteString("_id", author.Id);
        json.WriteString("name", author.Id);
        if (profile.ShowsDisplayNames)
        {
            json.WriteString("display_name", author.DisplayName);
        }
        json.WriteEndObject();
    }
}
