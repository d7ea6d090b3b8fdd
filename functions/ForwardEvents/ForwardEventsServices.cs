using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ForwardEvents;

internal static class ForwardEventsServices
{
    public static IServiceCollection AddForwardEvents(this IServiceCollection services, HandlerSettings settings) =>
        services
            .AddSingleton(provider => new ForwardEventsFunction(
                provider.GetRequiredService<CustomerCatalog>(),
                provider.GetRequiredService<LaneWorker>(),
                provider.GetRequiredService<LaneSettings>(),
                settings.SingleCustomer,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ForwardEventsFunction>>()
            ))
            .AddFunction(
                static (functions, provider) =>
                    functions.EventHub(
                        "ForwardEvents",
                        "events",
                        provider.GetRequiredService<ForwardEventsFunction>().RunAsync
                    )
            );
}
