using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Customers;

internal static class CustomerServices
{
    public static IServiceCollection AddCustomers(this IServiceCollection services, HandlerSettings settings) =>
        services.AddSingleton(provider => new CustomerCatalog(
            settings.CustomersFolder is { } path ? new CustomerFolder(path) : null,
            settings.CustomersRefresh,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CustomerCatalog>>()
        ));
}
