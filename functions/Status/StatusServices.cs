using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Status;

internal static class StatusServices
{
    public static IServiceCollection AddStatus(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new AgentHeartbeats(
                provider.GetRequiredService<TableService>().Table(AgentHeartbeats.TableName),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<AgentHeartbeats>>()
            ))
            .AddSingleton(provider => new StatusReader(
                provider.GetRequiredService<ILaneStore>(),
                provider.GetRequiredService<LaneDirectory>(),
                provider.GetRequiredService<LetterDesk>(),
                provider.GetRequiredService<TableService>().Table(AgentHeartbeats.TableName),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<Downtimes.DowntimeTables>().Downtimes
            ))
            .AddSingleton<StatusFunction>()
            .AddFunction(
                static (functions, provider) =>
                    functions.Http(
                        "Status",
                        "request",
                        "answer",
                        provider.GetRequiredService<StatusFunction>().AnswerAsync
                    )
            )
            .AddFunction(
                static (functions, provider) =>
                    functions.Timer("ReportStatus", "timer", provider.GetRequiredService<StatusFunction>().ReportAsync)
            );
}
