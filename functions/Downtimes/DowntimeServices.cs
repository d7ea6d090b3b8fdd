using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Downtimes;

internal static class DowntimeServices
{
    public static IServiceCollection AddDowntimes(this IServiceCollection services) =>
        services.AddSingleton(provider => DowntimeTables.Of(provider.GetRequiredService<TableService>()));
}
