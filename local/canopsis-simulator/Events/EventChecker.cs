using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Forwarder.Simulator.Events;

/// <summary>
/// The synchronous validation of one event, step by step in the server's order (canopsis-api 2.2). An event that fails keeps
/// the rewrites of the steps before.
/// </summary>
internal sealed class EventChecker(Profile profile)
{
    private const string Check = "check";
    private const string ChangeState = "changestate";
    private const string KeepState = "keepstate";

    /// <summary>Checks what <paramref name="members"/> has read; false when the event fails.</summary>
    public bool IsValid(EventMembers members, CheckedEvent result, ref Rewrites rewrites)
    {
        if (members[EventPart.EventType].ValueKind != JsonValueKind.String)
        {
            return false;
        }
        result.EventType = TextOf(members[EventPart.EventType]);
        return IsStateValid(members, result, ref rewrites)
            && AreTextsValid(members, result, ref rewrites)
            && (IsTrustedReference(members) || IsSourceValid(members, result, ref rewrites));
    }

    private bool IsStateValid(EventMembers members, CheckedEvent result, ref Rewrites rewrites)
    {
        var state = members[EventPart.State];
        var isNumber = state.ValueKind == JsonValueKind.Number;
        if (isNumber)
        {
            result.State = state.GetDouble();
        }
        var isChange = result.EventType == ChangeState || (profile.HasKeepState && result.EventType == KeepState);
        if (!isChange && result.EventType is not (Check or "metaalarm" or "junittestsuiteupdated"))
        {
            return true;
        }
        if (!isNumber)
        {
            const NumberStyles WholeNumber = NumberStyles.AllowLeadingSign;
            if (
                state.ValueKind != JsonValueKind.String
                || !long.TryParse(TextOf(state), WholeNumber, CultureInfo.InvariantCulture, out var parsed)
            )
            {
                return false;
            }
            rewrites.State = parsed;
            result.State = parsed;
            members.MarkRewritten(EventPart.State);
        }
        return !(isChange && result.State == 0 && profile.RefusesChangeToInfo);
    }

    private static bool AreTextsValid(EventMembers members, CheckedEvent result, ref Rewrites rewrites)
    {
        if (NamesRole(result.EventType))
        {
            rewrites.SetsRole = true;
            members.MarkRewritten(EventPart.Role);
        }
        if (members.Has(EventPart.LongOutput) && members[EventPart.LongOutput].ValueKind != JsonValueKind.String)
        {
            rewrites.EmptiesLongOutput = true;
            members.MarkRewritten(EventPart.LongOutput);
        }
        if (!IsTextOrAbsent(members, EventPart.Author))
        {
            return false;
        }
        rewrites.SetsAuthor = IsEmpty(members[EventPart.Author]);
        if (!IsTextOrAbsent(members, EventPart.UserId))
        {
            return false;
        }
        rewrites.SetsUserId = IsEmpty(members[EventPart.UserId]);
        return true;
    }

    private bool IsTrustedReference(EventMembers members) =>
        profile.TrustsReference
        && members[EventPart.Reference].ValueKind == JsonValueKind.String
        && !IsEmpty(members[EventPart.Reference]);

    private static bool IsSourceValid(EventMembers members, CheckedEvent result, ref Rewrites rewrites)
    {
        result.Connector = TextOf(members[EventPart.Connector]);
        result.ConnectorName = TextOf(members[EventPart.ConnectorName]);
        if (result.Connector.Length == 0 || result.ConnectorName.Length == 0)
        {
            return false;
        }
        if (!IsTextOrAbsent(members, EventPart.Component) || !IsTextOrAbsent(members, EventPart.Resource))
        {
            return false;
        }
        result.Component = TextOf(members[EventPart.Component]);
        result.Resource = TextOf(members[EventPart.Resource]);
        result.Source =
            result.Component.Length == 0 ? SourceKind.Connector
            : result.Resource.Length == 0 ? SourceKind.Component
            : SourceKind.Resource;
        if (result.Source == SourceKind.Connector && result.EventType == Check)
        {
            return false;
        }
        if (!IsTextOrAbsent(members, EventPart.SourceType))
        {
            return false;
        }
        if (TextOf(members[EventPart.SourceType]) != NameOf(result.Source))
        {
            rewrites.SourceType = result.Source;
        }
        return true;
    }

    public static string NameOf(SourceKind source) =>
        source switch
        {
            SourceKind.Connector => "connector",
            SourceKind.Component => "component",
            SourceKind.Resource => "resource",
            _ => "",
        };

    private static bool NamesRole(string eventType) =>
        eventType
            is "ack"
                or "ackremove"
                or "cancel"
                or "comment"
                or "uncancel"
                or "assocticket"
                or ChangeState
                or "snooze";

    private static bool IsTextOrAbsent(EventMembers members, EventPart part) =>
        members[part].ValueKind is JsonValueKind.Undefined or JsonValueKind.String;

    private static bool IsEmpty(JsonElement text) =>
        text.ValueKind == JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(text).Length == 2;

    /// <summary>The text, or empty for anything else.</summary>
    private static string TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return "";
        }
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no text for .NET, but one for the server.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
        }
    }
}
