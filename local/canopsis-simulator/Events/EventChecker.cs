using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Forwarder.Simulator.Api;

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
        result.EventType = JsonText.Of(members[EventPart.EventType]);
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
                || !long.TryParse(JsonText.Of(state), WholeNumber, CultureInfo.InvariantCulture, out var parsed)
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
        result.Connector = JsonText.Of(members[EventPart.Connector]);
        result.ConnectorName = JsonText.Of(members[EventPart.ConnectorName]);
        if (result.Connector.Length == 0 || result.ConnectorName.Length == 0)
        {
            return false;
        }
        if (!IsTextOrAbsent(members, EventPart.Component) || !IsTextOrAbsent(members, EventPart.Resource))
        {
            return false;
        }
        result.Component = JsonText.Of(members[EventPart.Component]);
        result.Resource = JsonText.Of(members[EventPart.Resource]);
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
        if (JsonText.Of(members[EventPart.SourceType]) != NameOf(result.Source))
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
}
