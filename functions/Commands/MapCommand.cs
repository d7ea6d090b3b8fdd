using System.Buffers;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Commands;

/// <summary>
/// <c>forwarder map</c>: reads event lines as <c>canopsis-agent decode --enriched</c> prints them, prints the requests that they would cause. Lines
/// that cannot be sent are named on stderr.
/// </summary>
internal static class MapCommand
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // Bodies are written as they are.
        SkipValidation = true,
    };

    public static Command Create()
    {
        var customer = new Option<string>("--customer")
        {
            Description = "The customer's JSON file; its format_file is looked for beside it.",
            Required = true,
        };
        var ids = new Option<string?>("--ids")
        {
            Description =
                "JSON file with the ids that Canopsis gave: type, reason, version. Without it stand <type> and <reason>.",
        };
        var publisher = new Option<string>("--publisher")
        {
            Description = $"Who published the events: {PublisherId.Form}.",
            DefaultValueFactory = _ => "customer.agent",
        };
        var summary = new Option<bool>("--summary") { Description = "Prints counts instead of the requests." };
        var file = new Argument<string>("FILE")
        {
            Description = "Event lines; - reads stdin.",
            DefaultValueFactory = _ => "-",
        };
        var command = new Command("map", "Prints the requests that events would cause, as JSON lines. Sends nothing.")
        {
            customer,
            ids,
            publisher,
            summary,
            file,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetRequiredValue(customer),
                    parsed.GetValue(ids),
                    parsed.GetRequiredValue(publisher),
                    parsed.GetValue(summary),
                    parsed.GetRequiredValue(file),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string customerFile,
        string? idsFile,
        string publisherText,
        bool onlySummary,
        string file,
        CancellationToken cancellation
    )
    {
        var problems = new List<ParameterProblem>();
        try
        {
            if (!PublisherId.TryParse(publisherText, out var publisher))
            {
                problems.Add(new("--publisher", publisherText, $"Write {PublisherId.Form}."));
            }
            var customer = await ReadCustomerAsync(customerFile, problems, cancellation);
            var ids = await ReadIdsAsync(idsFile, problems, cancellation);
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem.ToString());
            }
            if (customer is null || ids is null || problems.Any(problem => !problem.IsWarning))
            {
                return ExitCodes.Usage;
            }
            using var lines = file == "-" ? Console.In : File.OpenText(file);
            await using var output = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024);
            await MapAsync(lines, new DryRun(customer, publisher, ids), output, onlySummary, cancellation);
            return 0;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"forwarder map: {unreadable.Message}");
            return ExitCodes.Usage;
        }
    }

    private static async Task<CustomerParameters?> ReadCustomerAsync(
        string file,
        List<ParameterProblem> problems,
        CancellationToken cancellation
    )
    {
        var folder = new CustomerFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return CustomerParameters.Read(await File.ReadAllBytesAsync(file, cancellation), folder.ReadNamed, problems);
    }

    private static async Task<PbehaviorIds?> ReadIdsAsync(
        string? file,
        List<ParameterProblem> problems,
        CancellationToken cancellation
    )
    {
        if (file is null)
        {
            return PbehaviorIds.Placeholders;
        }
        try
        {
            var read = JsonSerializer.Deserialize(
                await File.ReadAllBytesAsync(file, cancellation),
                MapJson.Default.MapIds
            );
            return new PbehaviorIds(read?.Type, read?.Reason, PbehaviorIds.IsVersionWithColour(read?.Version));
        }
        catch (JsonException)
        {
            problems.Add(new("--ids", file, "Write one JSON object with type, reason and version."));
            return null;
        }
    }

    private static async Task MapAsync(
        TextReader lines,
        DryRun run,
        Stream output,
        bool onlySummary,
        CancellationToken cancellation
    )
    {
        var summary = new MapSummary();
        var requests = new List<CanopsisRequest>();
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            var result = run.Take(System.Text.Encoding.UTF8.GetBytes(line), requests);
            summary.Count(result);
            if (result.Verdict == MappingVerdict.Refused && !onlySummary)
            {
                await Console.Error.WriteLineAsync($"event {summary.Events} cannot be sent: {result.Refusal}");
            }
            await PrintAsync(requests, summary, onlySummary, output, cancellation);
        }
        run.End(requests);
        await PrintAsync(requests, summary, onlySummary, output, cancellation);
        if (onlySummary)
        {
            await JsonSerializer.SerializeAsync(output, summary, MapJson.Default.MapSummary, cancellation);
            await output.WriteAsync("\n"u8.ToArray(), cancellation);
        }
        await output.FlushAsync(cancellation);
    }

    private static async Task PrintAsync(
        List<CanopsisRequest> requests,
        MapSummary summary,
        bool onlySummary,
        Stream output,
        CancellationToken cancellation
    )
    {
        foreach (var request in requests)
        {
            summary.Count(request);
            if (!onlySummary)
            {
                await output.WriteAsync(AsLine(request), cancellation);
            }
        }
        requests.Clear();
    }

    private static ReadOnlyMemory<byte> AsLine(CanopsisRequest request)
    {
        var line = new ArrayBufferWriter<byte>(request.Body.Length + 128);
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            json.WriteString("method", request.Method.Method);
            json.WriteString("route", request.Route);
            if (request.Query is { } query)
            {
                json.WriteString("query", query);
            }
            if (!request.Body.IsEmpty)
            {
                json.WritePropertyName("body");
                json.WriteRawValue(request.Body.Span, skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenMemory;
    }
}
