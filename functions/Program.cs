using System.Collections;
using Forwarder.Functions.Commands;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.ForwardEvents;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.ReplayParked;
using Forwarder.Functions.Status;
using Forwarder.Functions.SyncDowntimes;
using Forwarder.Functions.Tables;

// Without arguments the Functions host starts it, as its custom handler.
if (args.Length > 0)
{
    var parsed = ForwarderCommands.Create().Parse(args);
    var code = await parsed.InvokeAsync();
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
}

// A single processor would only get more to do before the first answer.
if (Environment.ProcessorCount > 1)
{
    _ = Rehearsal.Start();
}

var problems = new List<string>();
var environment = Environment
    .GetEnvironmentVariables()
    .Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
if (HandlerSettings.Read(environment, Environment.CurrentDirectory, problems) is not { } settings)
{
    foreach (var problem in problems)
    {
        Console.Error.WriteLine(problem);
    }
    return ExitCodes.Error;
}

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
HandlerServer.Configure(builder.WebHost, settings.Port);
builder.Logging.AddLogLines();

// One line per folder; functions add themselves.
builder
    .Services.AddHosting()
    .AddTables(settings.Storage)
    .AddDowntimes()
    .AddCustomers(settings)
    .AddDelivery()
    .AddForwardEvents(settings)
    .AddDeadLetters(settings)
    .AddStatus()
    .AddReplayParked()
    .AddSyncDowntimes();

await using var app = builder.Build();

// Ahead of the first invocation, which waits for the same reading. If it fails, the log says so and the invocation reads again.
_ = Task.Run(() => app.Services.GetRequiredService<CustomerCatalog>().RefreshAsync(CancellationToken.None));
app.Run(app.Services.GetRequiredService<HandlerServer>().HandleAsync);
app.Lifetime.ApplicationStarted.Register(() =>
    HostingLog.Listening(app.Services.GetRequiredService<ILogger<HandlerServer>>(), app.Urls.Single())
);
try
{
    await app.RunAsync();
}
catch (IOException unusable) when (unusable.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"{HandlerSettings.PortVariable}: port {settings.Port} is in use.");
}

// Also after an orderly stop by a signal: with 0 the host would never start the handler again.
return ExitCodes.Error;
