using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>A customer's <c>format_file</c>: a template for each kind that it names (stream-connector.md 6, decision 22).</summary>
internal sealed class FormatFile
{
    private const string Parameter = "format_file";

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 32 };

    private readonly Dictionary<EventKind, Template> templates = [];

    private FormatFile() { }

    /// <summary>Null for a kind that keeps the built-in format.</summary>
    public Template? this[EventKind kind] => templates.GetValueOrDefault(kind);

    /// <param name="name">Of the file, for messages.</param>
    /// <returns>Null when anything is wrong with it; everything that is, with its place, is added to <paramref name="problems"/>.</returns>
    public static FormatFile? Read(
        string name,
        ReadOnlySpan<byte> json,
        TemplateSettings settings,
        ICollection<ParameterProblem> problems
    )
    {
        var before = problems.Count(problem => !problem.IsWarning);
        var file = new FormatFile();
        json = WireText.Repair(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            file.Read(name, json, ref reader, settings, problems);
        }
        catch (JsonException invalid)
        {
            var place = new Position((int)(invalid.LineNumber ?? 0) + 1, (int)(invalid.BytePositionInLine ?? 0) + 1);
            problems.Add(new(Parameter, $"{name}, {place}", "It is not valid JSON. Correct it there."));
        }
        return problems.Count(problem => !problem.IsWarning) == before ? file : null;
    }

    private void Read(
        string name,
        ReadOnlySpan<byte> json,
        ref Utf8JsonReader reader,
        TemplateSettings settings,
        ICollection<ParameterProblem> problems
    )
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(new(Parameter, name, "Write one JSON object with a member for each kind."));
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var element = reader.GetString()!;
            var place = $"{name}, {Position.At(json, reader.TokenStartIndex)}: {element}";
            reader.Read();
            if (KindOf(element) is not { } kind)
            {
                problems.Add(
                    new(
                        Parameter,
                        place,
                        "No event is called so. Write neb_host_status, neb_service_status, neb_acknowledgement, neb_downtime or bam_ba_status."
                    )
                );
                reader.Skip();
            }
            else if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                problems.Add(new(Parameter, place, "A template is a JSON object. Write one."));
            }
            else
            {
                WarnOfShape(kind, reader.TokenType, place, problems);
                templates[kind] = new TemplateCompiler(kind, settings, name, problems).Compile(json, ref reader);
            }
        }
        // What follows the object is an error of its own.
        reader.Read();
    }

    private static void WarnOfShape(
        EventKind kind,
        JsonTokenType token,
        string place,
        ICollection<ParameterProblem> problems
    )
    {
        if (token == JsonTokenType.StartArray)
        {
            var route = kind == EventKind.Downtime ? "downtimes" : "events";
            problems.Add(
                new(Parameter, place, $"Canopsis takes no arrays as {route}. Write an object.", IsWarning: true)
            );
        }
    }

    private static EventKind? KindOf(string element) =>
        element switch
        {
            "neb_host_status" => EventKind.HostStatus,
            "neb_service_status" => EventKind.ServiceStatus,
            "neb_acknowledgement" => EventKind.Acknowledgement,
            "neb_downtime" => EventKind.Downtime,
            "bam_ba_status" => EventKind.BaStatus,
            _ => null,
        };
}
