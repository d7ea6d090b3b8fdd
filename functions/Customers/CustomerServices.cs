using Azure.Identity;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Customers;

internal static class CustomerServices
{
    public static IServiceCollection AddCustomers(this IServiceCollection services, HandlerSettings settings) =>
        services
            .AddSingleton(provider => new CustomerTable(
                provider.GetRequiredService<TableService>().Table(CustomerTable.TableName),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(new KeyVault(() => settings.Storage.Credential ?? new DefaultAzureCredential()))
            .AddSingleton(provider => new CustomerCatalog(
                new CustomerSources(
                    provider.GetRequiredService<CustomerTable>(),
                    settings.CustomersFolder is { } path ? new CustomerFolder(path) : null,
                    provider.GetRequiredService<ILogger<CustomerCatalog>>()
                ),
                provider.GetRequiredService<KeyVault>(),
                settings.CustomersRefresh,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<CustomerCatalog>>(),
                provider.GetRequiredService<DowntimeTables>()
            ));
}
