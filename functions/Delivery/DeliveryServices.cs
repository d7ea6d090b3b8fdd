using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

internal static class DeliveryServices
{
    public static IServiceCollection AddDelivery(this IServiceCollection services) =>
        services
            .AddSingleton(new LaneSettings())
            .AddSingleton(new LaneHolders(ProcessName.Own, ProcessName.HasEnded))
            .AddSingleton(provider => new LaneDirectory(
                provider.GetRequiredService<TableService>().Table(TableLaneStore.TableName),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<ILaneStore>(provider => new TableLaneStore(
                provider.GetRequiredService<TableService>().Table(TableLaneStore.TableName),
                provider.GetRequiredService<LaneDirectory>()
            ))
            .AddSingleton<IDeadLetters>(provider => new TableDeadLetters(
                provider.GetRequiredService<TableService>().Table(TableDeadLetters.TableName),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<LaneWorker>();
}
