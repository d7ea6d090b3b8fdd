using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Commands.Validation;

/// <summary>The customers as the functions see them: those of the folder replace those of the table.</summary>
internal static class StoredCustomers
{
    /// <summary>Key Vault with the identity of who runs the command.</summary>
    public static KeyVault Vault(OperatorContext context) =>
        new(() => StorageSettings.Identity(context.Settings, []) ?? new Azure.Identity.DefaultAzureCredential());

    public static AuthKey KeyOf(CustomerParameters customer, KeyVault vault, TimeProvider time) =>
        customer.Canopsis.AuthKeySecret is { } secret
            ? new AuthKey(cancellation => vault.ReadAsync(secret, cancellation), time)
            : new AuthKey(customer.Canopsis.AuthKey);

    /// <param name="folder">Null: as the setting CUSTOMERS_DIR says, if it does.</param>
    /// <returns>In order of their keys.</returns>
    public static async Task<IReadOnlyList<CustomerRow>> ReadAsync(
        OperatorContext context,
        string? folder,
        CancellationToken cancellation
    )
    {
        var rows = new SortedDictionary<string, CustomerRow>(StringComparer.Ordinal);
        var path = folder ?? context.Settings.GetValueOrDefault(HandlerSettings.CustomersVariable);
        // A folder alone is enough to work with.
        if (folder is null)
        {
            var table = new CustomerTable(context.Tables.Table(CustomerTable.TableName), context.Time);
            foreach (var row in await table.ListAsync(cancellation))
            {
                rows[row.Key] = row;
            }
        }
        foreach (var (key, document) in string.IsNullOrEmpty(path) ? [] : new CustomerFolder(path).Read())
        {
            rows[key] = FromFile(key, document ?? [], new CustomerFolder(path!));
        }
        return [.. rows.Values];
    }

    /// <exception cref="CommandRefusedException">There is none, or it is not valid.</exception>
    public static async Task<CustomerParameters> OneAsync(
        OperatorContext context,
        string key,
        string? folder,
        CancellationToken cancellation
    )
    {
        var rows = await ReadAsync(context, folder, cancellation);
        var row =
            rows.FirstOrDefault(row => row.Key == key)
            ?? throw new CommandRefusedException($"there is no customer {key}.", ExitCodes.Usage);
        var problems = new List<ParameterProblem>();
        if (CustomerCheck.Check(row, [], problems) is { } customer)
        {
            return customer;
        }
        OperatorContext.Tell(problems);
        throw new CommandRefusedException($"customer {key} is not valid.", ExitCodes.Usage);
    }

    private static CustomerRow FromFile(string key, byte[] document, CustomerFolder folder)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        CustomerParameters.Read(
            document,
            name =>
            {
                if (folder.ReadNamed(name) is not { } content)
                {
                    return null;
                }
                files[name] = System.Text.Encoding.UTF8.GetString(content);
                return content;
            },
            []
        );
        return new CustomerRow(key, System.Text.Encoding.UTF8.GetString(document), files, false, default);
    }
}
