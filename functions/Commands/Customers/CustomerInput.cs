using System.Text;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Commands.Customers;

/// <summary>Where an operator has a customer's parameters from. What comes later replaces what came before: form, file, single values.</summary>
internal sealed record CustomerInput(string? Form, string? Parameters, IReadOnlyList<string> Set, string? FormatFile)
{
    private const string FormatParameter = "format_file";

    public async Task<CustomerInputRead> ReadAsync(List<ParameterProblem> problems, CancellationToken cancellation)
    {
        if (Form is null && Parameters is null && Set.Count == 0)
        {
            problems.Add(
                new(
                    "--from-form",
                    null,
                    "Nothing says what the parameters are. Give --from-form, --parameters or --set."
                )
            );
        }
        var form = SplitForm.Of(Form is null ? [] : BrokerForm.Read(await TextOfAsync(Form, cancellation), problems));
        problems.AddRange(form.AgentProblems());
        List<FormParameter> all =
        [
            .. form.Customer,
            .. Parameters is null ? [] : Members(Parameters, await TextOfAsync(Parameters, cancellation), problems),
            .. BrokerForm.Read(string.Join('\n', Set), problems),
        ];
        problems.AddRange(
            all.Where(parameter => !JsonText.IsText(parameter.Value))
                .Select(parameter => JsonText.Problem(parameter.Name))
        );
        all.RemoveAll(parameter => !JsonText.IsText(parameter.Value));
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (FormatFile is not null)
        {
            var name = Path.GetFileName(FormatFile);
            files[name] = await File.ReadAllTextAsync(FormatFile, cancellation);
            all.AddRange(BrokerForm.Read($"{FormatParameter}={name}", problems));
        }
        var last = all.GroupBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(same => same.Last())
            .ToList();
        await AddNamedFilesAsync(last, files, cancellation);
        return new CustomerInputRead(SplitForm.Json(last, OperatorContext.Readable), files, form);
    }

    // A format file that the parameters name lies beside them.
    private async Task AddNamedFilesAsync(
        IEnumerable<FormParameter> parameters,
        Dictionary<string, string> files,
        CancellationToken cancellation
    )
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(Parameters ?? (Form is null or "-" ? "." : Form)))!;
        foreach (
            var parameter in parameters.Where(named =>
                named is { Name: FormatParameter, Value.ValueKind: JsonValueKind.String }
            )
        )
        {
            var name = parameter.Value.GetString()!;
            if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || files.ContainsKey(name))
            {
                continue;
            }
            var path = Path.GetFullPath(name, folder);
            if (File.Exists(path))
            {
                files[name] = await File.ReadAllTextAsync(path, cancellation);
            }
        }
    }

    private static IEnumerable<FormParameter> Members(string file, string text, List<ParameterProblem> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }
            );
            return
            [
                .. document
                    .RootElement.EnumerateObject()
                    .Select(member => new FormParameter(member.Name, member.Value.Clone())),
            ];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            problems.Add(new("--parameters", file, "It is not valid JSON. Write one JSON object of parameters."));
            return [];
        }
    }

    private static async Task<string> TextOfAsync(string file, CancellationToken cancellation) =>
        file == "-"
            ? await Console.In.ReadToEndAsync(cancellation)
            : Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, cancellation));
}
