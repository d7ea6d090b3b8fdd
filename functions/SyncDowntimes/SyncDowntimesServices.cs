using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.SyncDowntimes;

internal static class SyncDowntimesServices
{
    public static IServiceCollection AddSyncDowntimes(this IServiceCollection services) =>
        services
            .AddSingleton<SyncDowntimesFunction>()
            .AddFunction(
                static (functions, provider) =>
                    functions.Timer(
                        "SyncDowntimes",
                        "timer",
                        provider.GetRequiredService<SyncDowntimesFunction>().RunAsync
                    )
            );
}
