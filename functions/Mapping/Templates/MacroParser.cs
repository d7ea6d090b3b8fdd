using System.Text;
using Forwarder.Contracts.LuaPatterns;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>Reads macros of one template (stream-connector.md 6.2); what can never have a value is a fault (decision 22).</summary>
internal sealed class MacroParser(EventKind kind, TemplateSettings settings)
{
    private const string FlagMark = "_sc";

    /// <summary>The values of event lines that the macros read so far need.</summary>
    public WantedValues Wanted { get; } = new();

    public MacroFlags Flags() =>
        new(
            kind,
            settings,
            Wanted.Slot(LineSection.Event, "type"),
            Wanted.Slot(LineSection.Event, "service_id"),
            Wanted.Slot(LineSection.Severity, "host"),
            Wanted.Slot(LineSection.Severity, "service")
        );

    /// <param name="content">The text between the braces.</param>
    /// <param name="fault">What is wrong with it, and what to do; null for a valid macro.</param>
    /// <param name="hint">What a valid macro depends on.</param>
    public Macro? Parse(string content, out string? fault, out string? hint)
    {
        hint = TemplateFields.TravelsOnDemand(NameOf(content))
            ? "It travels only when event_fields of the agent's agent.json names it."
            : null;
        var written = Encoding.ASCII.GetBytes($"{{{content}}}");
        if (content.StartsWith("groups(", StringComparison.Ordinal))
        {
            return Groups(content, out fault) is { } groups ? new Macro(groups, MacroFlag.None, written) : null;
        }
        if (Field(content, out var type) is { } field)
        {
            fault = null;
            return new Macro(field, MacroFlag.None, written);
        }
        var mark = content.LastIndexOf(FlagMark, StringComparison.Ordinal);
        if (mark <= 0 || Field(content[..mark], out type) is not { } flagged)
        {
            fault = "No event of this kind has this field. Correct the name or remove the macro.";
            return null;
        }
        var flag = FlagOf(content[(mark + FlagMark.Length)..]);
        fault = flag switch
        {
            null =>
                "The flag is unknown. Write _scdate, _sctype, _scstate, _sccanopsisstate, _scshort, _scnumber, _scstring or _sctext.",
            MacroFlag.Short when type != FieldType.Text => "This flag is for texts. Remove it.",
            MacroFlag.Date
            or MacroFlag.Type
            or MacroFlag.State
            or MacroFlag.CanopsisState when type != FieldType.Number => "This flag is for numbers. Remove it.",
            _ => null,
        };
        return fault is null ? new Macro(flagged, flag!.Value, written) : null;
    }

    private string NameOf(string content)
    {
        var mark = content.LastIndexOf(FlagMark, StringComparison.Ordinal);
        return mark > 0 && TemplateFields.OfEvent(kind, content) is null ? content[..mark] : content;
    }

    private MacroSource? Field(string content, out FieldType type)
    {
        type = default;
        if (content.Split('.') is ["cache", var cached, var name])
        {
            return TemplateFields.OfCache(kind, cached, name) is { } known
                ? CacheField(cached, name, type = known)
                : null;
        }
        if (TemplateFields.OfEvent(kind, content) is not { } found)
        {
            return null;
        }
        type = found;
        return EventField(content, found);
    }

    private MacroSource EventField(string name, FieldType type) =>
        name switch
        {
            "_type" => new ElementSource(Event("category"), Event("element")),
            "acknowledged" => new AcknowledgedSource(
                Event("acknowledged"),
                Event("bbdo"),
                Event("acknowledgement_type")
            ),
            "output" when kind != EventKind.BaStatus => Output(OutputPart.Whole),
            "short_output" => Output(OutputPart.Short),
            "long_output" => Output(OutputPart.Long),
            // Each encoding knows one of the two; the connector copies it (stream-connector.md 2.2).
            "last_check" => Fields(type, "last_check", "last_update"),
            "last_update" => Fields(type, "last_update", "last_check"),
            "id" => Fields(type, "id", "internal_id"),
            "internal_id" when kind == EventKind.Downtime => Fields(type, "internal_id", "id"),
            _ => Fields(type, name),
        };

    private FieldSource CacheField(string cached, string name, FieldType type) =>
        cached switch
        {
            "severity" => new FieldSource([Wanted.Slot(LineSection.Severity, name)], null),
            "instance" when name == "name" => new FieldSource([Wanted.Slot(LineSection.Cache, "poller")], null),
            "instance" => new FieldSource([Wanted.Slot(LineSection.Host, "instance_id")], null),
            "host" => Cached(LineSection.Host, name, "host_id", type),
            "service" => Cached(LineSection.Service, name, "service_id", type),
            _ => Cached(LineSection.Activity, name, "ba_id", type),
        };

    private FieldSource Cached(LineSection section, string name, string key, FieldType type) =>
        new([Wanted.Slot(section, name)], Default(type), Wanted.Slot(section, key));

    private FieldSource Fields(FieldType type, params string[] names) => new([.. names.Select(Event)], Default(type));

    private OutputSource Output(OutputPart part) => new(part, Event("output"), Event("long_output"), settings.Outputs);

    private int Event(string name) => Wanted.Slot(LineSection.Event, name);

    private GroupSource? Groups(string content, out string? fault)
    {
        fault = null;
        var arguments = content.EndsWith(')') ? content["groups(".Length..^1].Split(',', 3) : [];
        if (arguments is not [var list, var format, var text])
        {
            fault = "Write {groups(G,F,P)}: G is hg, sg or bv, F is table or inline, P is a Lua pattern.";
            return null;
        }
        if (list is not ("hg" or "sg" or "bv"))
        {
            fault = $"There are no groups {list}. Write hg, sg or bv.";
        }
        else if (format is not ("table" or "inline"))
        {
            fault = $"There is no format {format}. Write table or inline.";
        }
        else if (LuaPattern.TryParse(text, out var pattern, out var reason))
        {
            var (member, name) = list switch
            {
                "hg" => ("hostgroups", "group_name"),
                "sg" => ("servicegroups", "group_name"),
                _ => ("bvs", "bv_name"),
            };
            return new GroupSource(
                Wanted.Slot(LineSection.Cache, member),
                Encoding.ASCII.GetBytes(name),
                format == "table",
                pattern
            );
        }
        else
        {
            fault = $"The pattern is no Lua pattern: {reason}. Correct it.";
        }
        return null;
    }

    private static byte[] Default(FieldType type) =>
        type switch
        {
            FieldType.Number => "0"u8.ToArray(),
            FieldType.Flag => "false"u8.ToArray(),
            _ => "\"\""u8.ToArray(),
        };

    private static MacroFlag? FlagOf(string name) =>
        name switch
        {
            "date" => MacroFlag.Date,
            "type" => MacroFlag.Type,
            "state" => MacroFlag.State,
            "canopsisstate" => MacroFlag.CanopsisState,
            "short" => MacroFlag.Short,
            "number" => MacroFlag.Number,
            "string" or "text" => MacroFlag.Text,
            _ => null,
        };
}
