using System.Collections;
using Forwarder.Functions.Customers;
using Forwarder.Functions.ForwardEvents;
using Forwarder.Functions.Hosting;
using Microsoft.Extensions.Logging.Console;

if (args.Length > 0)
{
    Console.Error.WriteLine("forwarder takes no arguments: the Functions host starts it as a custom handler.");
    return ExitCodes.Usage;
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
