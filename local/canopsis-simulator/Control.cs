using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Engine;
using Forwarder.Simulator.Events;
using Forwarder.Simulator.Faults;
using Forwarder.Simulator.Memory;

namespace Forwarder.Simulator;

/// <summary>The simulator's own routes under <c>/simulator</c>: what arrived, and what shall go wrong.</summary>
internal sealed class Control(ReceivedLog log, FaultSwitches faults, KnownFields fields)
{
    private const string JsonLines = "application/x-ndjson";
    private const int BlockSize = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/simulator");
        group.MapGet("/received", WriteEventsAsync);
        group.MapDelete("/received", log.Clear);
        group.MapGet("/requests", WriteRequestsAsync);
        group.MapGet("/statistics", () => Results.Json(log.Count(), SimulatorJson.Default.Statistics));
        group.MapGet("/arrived", WaitAsync);
        group.MapGet("/entity", DescribeEntity);
        group.MapGet("/faults", () => Results.Json(faults.List(), SimulatorJson.Default.FaultArray));
        group.MapPost("/faults", AddFaultAsync);
        group.MapDelete("/faults", faults.Clear);
    }

    /// <summary>Answers when so much has arrived, or when the time is up.</summary>
    private async Task<IResult> WaitAsync(
        CancellationToken cancellation,
        int requests = 0,
        int events = 0,
        int seconds = 30
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await log.WaitAsync(requests, events, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // What has arrived until now is the answer.
        }
        return Results.Json(log.Count(), SimulatorJson.Default.Statistics);
    }

    private async Task WriteEventsAsync(HttpContext context, int from = 1, int limit = int.MaxValue, bool extra = false)
    {
        context.Response.ContentType = JsonLines;
        var written = 0;
        while (written < limit)
        {
            var block = log.Events(Math.Max(1, from) + written, Math.Min(BlockSize, limit - written));
            if (block.Count == 0)
            {
                return;
            }
            foreach (var (order, one, bytes) in block)
            {
                WriteEvent(context.Response.BodyWriter, order, one, bytes, extra);
            }
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            written += block.Count;
        }
    }

    private void WriteEvent(IBufferWriter<byte> output, int order, EventRecord one, byte[]? bytes, bool extra)
    {
        var body = bytes is null ? "null"u8 : bytes.AsSpan(one.Offset, one.Length);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"order":{{order}},"request":{{one.Request + 1}},"accepted":{{Flag(one.IsAccepted)}},"duplicate":{{Flag(one.IsDuplicate)}},"engine":"{{NameOf(one.Outcome)}}","time_replaced":{{Flag(one.IsTimeReplaced)}},"""
        );
        output.Write(Encoding.UTF8.GetBytes(head));
        if (extra)
        {
            WriteExtraNames(output, body);
        }
        output.Write("\"body\":"u8);
        if (body.ContainsAny((byte)'\r', (byte)'\n'))
        {
            // Line ends are white space between tokens; inside of texts JSON does not allow them.
            var oneLine = body.ToArray();
            oneLine.AsSpan().ReplaceAny(LineEnds, (byte)' ');
            body = oneLine;
        }
        output.Write(body);
        output.Write("}\n"u8);
    }

    private static SearchValues<byte> LineEnds { get; } = SearchValues.Create("\r\n"u8);

    private void WriteExtraNames(IBufferWriter<byte> output, ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ServerJson.DeepestNesting });
        var element = JsonElement.ParseValue(ref reader);
        string[] names = element.ValueKind == JsonValueKind.Object ? [.. fields.ExtraNames(element)] : [];
        output.Write("\"extra_infos\":"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(names, SimulatorJson.Default.StringArray));
        output.Write(","u8);
    }

    private async Task WriteRequestsAsync(
        HttpContext context,
        int from = 1,
        int limit = int.MaxValue,
        bool bodies = false
    )
    {
        context.Response.ContentType = JsonLines;
        var written = 0;
        while (written < limit)
        {
            var block = log.Requests(Math.Max(1, from) + written, Math.Min(BlockSize, limit - written));
            if (block.Count == 0)
            {
                return;
            }
            foreach (var one in block)
            {
                WriteRequest(context.Response.BodyWriter, one, bodies);
            }
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            written += block.Count;
        }
    }

    private static void WriteRequest(IBufferWriter<byte> output, RequestRecord one, bool withBody)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("order", one.Order);
            json.WriteString("time", one.Time);
            json.WriteString("method", one.Method);
            json.WriteString("path", one.Path);
            json.WriteString("query", one.Query);
            json.WriteNumber("status", one.Status);
            json.WriteNumber("events", one.Events);
            if (withBody)
            {
                json.WriteString("body", one.Body is null ? null : Encoding.UTF8.GetString(one.Body));
            }
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private IResult DescribeEntity(string id) =>
        log.Entity(id) is var (state, timestamp, hasAlarm, isAcknowledged)
            ? Results.Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"state":{{state}},"timestamp":{{timestamp}},"alarm":{{Flag(hasAlarm)}},"acknowledged":{{Flag(isAcknowledged)}}}"""
                ),
                "application/json"
            )
            : Results.NotFound();

    private async Task<IResult> AddFaultAsync(HttpRequest request)
    {
        Fault? fault;
        try
        {
            fault = await JsonSerializer.DeserializeAsync(request.Body, SimulatorJson.Default.Fault);
        }
        catch (JsonException failure)
        {
            return Results.Text(failure.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        if (fault is null || fault.Problem is not null)
        {
            var problem = fault?.Problem ?? "a fault is an object";
            return Results.Text(problem, statusCode: StatusCodes.Status400BadRequest);
        }
        faults.Add(fault);
        return Results.NoContent();
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static string NameOf(EngineOutcome outcome) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());
}
