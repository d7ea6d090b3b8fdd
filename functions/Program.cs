using System.Collections;
using System.CommandLine;
using Forwarder.Functions.Commands;
using Forwarder.Functions.Customers;
using Forwarder.Functions.ForwardEvents;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tokens;
using Microsoft.Extensions.Logging.Console;

// Without arguments the Functions host starts it, as its custom handler.
if (args.Length > 0)
{
    var commands = new RootCommand("Carries the events of Centreon from Event Hubs to Canopsis.")
    {
        MapCommand.Create(),
        TokensCommand.Create(),
    };
    var parsed = commands.Parse(args);
    var code = await parsed.InvokeAsync();
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
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
builder
    .Logging.AddFilter("Microsoft", LogLevel.Warning)
    .AddJsonConsole(console =>
    {
        console.IncludeScopes = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    });
builder
    .Services.AddSingleton(TimeProvider.System)
    .AddSingleton(services => new CustomerCatalog(
        new CustomerFolder(settings.CustomersFolder),
        settings.CustomersRefresh,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<CustomerCatalog>>()
    ))
    .AddSingleton(services => new ForwardEventsFunction(
        services.GetRequiredService<CustomerCatalog>(),
        settings.SingleCustomer,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<ForwardEventsFunction>>()
    ))
    .AddSingleton(services =>
        new FunctionMap().EventHub(
            "ForwardEvents",
            "events",
            services.GetRequiredService<ForwardEventsFunction>().RunAsync
        )
    )
    .AddSingleton<HandlerServer>()
    .AddHostedService<HostWatch>();

await using var app = builder.Build();
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
