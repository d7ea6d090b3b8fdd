using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure.Core.Pipeline;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// One invocation for nobody, over the real parts and a network that is pretended, so that the code of the first real one is loaded and compiled while
/// the server still starts on another processor. Nothing of it is kept, sent or logged.
/// </summary>
internal static class Rehearsal
{
    private const string FunctionName = "ForwardEvents";
    private const string Binding = "events";

    private const string Line = """
        {"kind":"service_status","bbdo":3,"category":1,"element":29,"host_id":1,"service_id":1,"checked":true,"state":1,"state_type":1,"last_check":1767225600,"output":"WARNING - rehearsal","cache":{"host":{"host_id":1,"name":"rehearsal","instance_id":1},"service":{"host_id":1,"service_id":1,"description":"rehearsal"},"poller":"rehearsal"} }
        """;

    /// <summary>Runs it beside the caller; never fails.</summary>
    public static Task Start() => Task.Run(TryAsync);

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Without it the first invocation takes longer, nothing else; a test sees that it works."
    )]
    private static async Task TryAsync()
    {
        try
        {
            await RunAsync(TimeProvider.System);
        }
        catch (Exception)
        {
            // See above.
        }
    }

    /// <returns>Whether the event was delivered.</returns>
    internal static async Task<bool> RunAsync(TimeProvider time)
    {
        using var network = new RehearsalNetwork();
        var tables = new TableService(
            new TableAccount(RehearsalNetwork.Storage, new SharedKey("rehearsal", [0])),
            time,
            new TablePipelineOptions { Transport = new HttpClientTransport(network) }
        );
        using var customers = new CustomerCatalog(
            new CustomerSources(
                new CustomerTable(tables.Table(CustomerTable.TableName), time),
                null,
                NullLogger.Instance
            ),
            vault: null,
            refresh: TimeSpan.FromMinutes(1),
            time,
            NullLogger<CustomerCatalog>.Instance,
            connections: network
        );
        var lanes = tables.Table(TableLaneStore.TableName);
        var worker = new LaneWorker(
            new TableLaneStore(lanes, new LaneDirectory(lanes, time)),
            new TableDeadLetters(tables.Table(TableDeadLetters.TableName), time),
            new LaneHolders(ProcessName.Own, ProcessName.HasEnded),
            new LaneSettings(),
            time,
            NullLogger<LaneWorker>.Instance
        );
        var function = new ForwardEventsFunction(
            customers,
            worker,
            new LaneSettings(),
            singleCustomer: null,
            time,
            NullLogger<ForwardEventsFunction>.Instance
        );
        var invocation = new FunctionMap()
            .EventHub(FunctionName, Binding, function.RunAsync)
            .Find(FunctionName)!
            .Invoke(InvocationEnvelope.Parse(Envelope(time)), RehearsalNetwork.Customer);
        var answer = await invocation(CancellationToken.None);
        await worker.BackgroundAsync();
        return answer.Status == StatusCodes.Status200OK && network.HasDelivered;
    }

    private static byte[] Envelope(TimeProvider time)
    {
        using var writer = new PackWriter(new PackLimits());
        writer.TryAdd(Encoding.UTF8.GetBytes(Line));
        var pack = Convert.ToBase64String(writer.Seal("rehearsal", 1, time.GetUtcNow()));
        return Encoding.UTF8.GetBytes(
            $$"""
            {"Data":{"{{Binding}}":"[\"{{pack}}\"]"},"Metadata":{
            "PartitionContext":{"FullyQualifiedNamespace":"rehearsal","EventHubName":"rehearsal","ConsumerGroup":"rehearsal","PartitionId":"0"},
            "PartitionKeyArray":"[\"{{RehearsalNetwork.Publisher}}\"]",
            "OffsetStringArray":"[\"0\"]",
            "SequenceNumberArray":"[0]",
            "EnqueuedTimeUtcArray":"[\"2026-01-01T00:00:00\"]",
            "SystemPropertiesArray":"[{\"x-opt-publisher\":\"{{RehearsalNetwork.Publisher}}\"}]"} }
            """
        );
    }
}
