using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

internal static class DeadLettersServices
{
    public static IServiceCollection AddDeadLetters(this IServiceCollection services, HandlerSettings settings) =>
        services
            .AddSingleton(provider => new LetterDesk(
                provider.GetRequiredService<TableService>().Table(TableDeadLetters.TableName),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(provider => new LetterAgenda(
                provider.GetRequiredService<TableService>().Table(TableDeadLetters.TableName),
                provider.GetRequiredService<LaneDirectory>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LetterAgenda>>()
            ))
            .AddSingleton(provider => new LetterPass(
                provider.GetRequiredService<TableService>().Table(TableDeadLetters.TableName),
                provider.GetRequiredService<ILaneStore>(),
                provider.GetRequiredService<LaneWorker>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LetterPass>>()
            ))
            .AddSingleton(provider => new LetterCleaning(
                provider.GetRequiredService<TableService>().Table(TableDeadLetters.TableName),
                provider.GetRequiredService<ILaneStore>(),
                settings.DeadLetterRetention,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LetterCleaning>>()
            ))
            .AddSingleton(provider => new DeadLettersFunction(
                provider.GetRequiredService<LetterDesk>(),
                provider.GetRequiredService<CustomerCatalog>(),
                settings.SignsPeopleIn
            ))
            .AddFunction(
                static (functions, provider) =>
                    functions.Http(
                        "DeadLetters",
                        "request",
                        "answer",
                        provider.GetRequiredService<DeadLettersFunction>().ReadAsync
                    )
            )
            .AddFunction(
                static (functions, provider) =>
                    functions.Http(
                        "ChangeDeadLetters",
                        "request",
                        "answer",
                        provider.GetRequiredService<DeadLettersFunction>().ChangeAsync
                    )
            );
}
