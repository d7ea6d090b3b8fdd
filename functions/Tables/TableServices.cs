namespace Forwarder.Functions.Tables;

internal static class TableServices
{
    public static IServiceCollection AddTables(this IServiceCollection services, TableAccount account) =>
        services.AddSingleton(provider => new TableService(account, provider.GetRequiredService<TimeProvider>()));
}
