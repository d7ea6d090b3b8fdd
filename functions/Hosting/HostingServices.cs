namespace Forwarder.Functions.Hosting;

/// <summary>What serves the Functions host, and how the folders of functions join it.</summary>
internal static class HostingServices
{
    public static IServiceCollection AddHosting(this IServiceCollection services) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(provider =>
            {
                var functions = new FunctionMap();
                foreach (var addition in provider.GetServices<FunctionAddition>())
                {
                    addition.Add(functions, provider);
                }
                return functions;
            })
            .AddSingleton<HandlerServer>()
            .AddHostedService<HostWatch>();

    public static IServiceCollection AddFunction(
        this IServiceCollection services,
        Action<FunctionMap, IServiceProvider> add
    ) => services.AddSingleton(new FunctionAddition(add));

    public static void AddLogLines(this ILoggingBuilder logging) =>
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
}
