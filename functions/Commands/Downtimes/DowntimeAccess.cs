using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Commands.Validation;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary>A customer's downtimes and its Canopsis, as the functions see them.</summary>
internal sealed class DowntimeAccess : IDisposable
{
    private readonly ILoggerFactory logging;
    private readonly AuthKey key;
    private readonly CanopsisClient connection;

    private DowntimeAccess(
        OperatorContext context,
        string customer,
        Functions.Customers.CustomerParameters parameters,
        IReadOnlyCollection<string> customers
    )
    {
        // Alarms and refusals; stdout belongs to the command.
        logging = LoggerFactory.Create(builder =>
            builder
                .SetMinimumLevel(LogLevel.Warning)
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        );
        var logger = logging.CreateLogger("downtimes");
        key = StoredCustomers.KeyOf(parameters, StoredCustomers.Vault(context), context.Time);
        connection = new CanopsisClient(customer, parameters.Canopsis, context.Time, logger, key);
        Customers = customers;
        Downtimes = new CustomerDowntimes(
            customer,
            parameters.DowntimeSettings,
            parameters.Canopsis,
            connection,
            DowntimeTables.Of(context.Tables),
            context.Time,
            logger
        );
    }

    public CustomerDowntimes Downtimes { get; }

    /// <summary>The keys of everybody.</summary>
    public IReadOnlyCollection<string> Customers { get; }

    /// <exception cref="CommandRefusedException">There is no such customer, or it is not valid.</exception>
    public static async Task<DowntimeAccess> OpenAsync(
        OperatorContext context,
        string customer,
        CancellationToken cancellation
    )
    {
        var rows = await StoredCustomers.ReadAsync(context, null, cancellation);
        var parameters = await StoredCustomers.OneAsync(context, customer, null, cancellation);
        return new DowntimeAccess(context, customer, parameters, [.. rows.Select(row => row.Key)]);
    }

    public void Dispose()
    {
        connection.Dispose();
        key.Dispose();
        logging.Dispose();
    }
}
