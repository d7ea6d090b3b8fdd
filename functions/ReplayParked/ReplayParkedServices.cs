using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ReplayParked;

internal static class ReplayParkedServices
{
    public static IServiceCollection AddReplayParked(this IServiceCollection services) =>
        services
            .AddSingleton<ReplayParkedFunction>()
            .AddFunction(
                static (functions, provider) =>
                    functions.Timer(
                        "ReplayParked",
                        "timer",
                        provider.GetRequiredService<ReplayParkedFunction>().RunAsync
                    )
            );
}
