using System.Globalization;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Hosting;

/// <summary>The app settings of the handler, from environment variables.</summary>
internal sealed record HandlerSettings
{
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";
    public const string CustomersVariable = "CUSTOMERS_DIR";
    public const string RefreshVariable = "CUSTOMERS_REFRESH_SECONDS";
    public const string RetentionVariable = "DEAD_LETTERS_RETENTION_DAYS";
    public const string SingleCustomerVariable = "SINGLE_CUSTOMER";

    /// <summary>Set by App Service where it signs people in and writes their names into the headers itself.</summary>
    private const string SignInVariable = "WEBSITE_AUTH_ENABLED";

    private const string UnresolvedSecret = "@Microsoft.KeyVault(";
    private const int LongestRefreshSeconds = 60;
    private const int RetentionDays = 30;
    private const int LongestRetentionDays = 3650;

    /// <summary>TCP port on 127.0.0.1, chosen by the host.</summary>
    public required int Port { get; init; }

    /// <summary>The account with the tables.</summary>
    public required TableAccount Storage { get; init; }

    /// <summary>Absolute path of a folder with one file per customer; null when there is none.</summary>
    public string? CustomersFolder { get; init; }

    public TimeSpan CustomersRefresh { get; init; } = TimeSpan.FromSeconds(LongestRefreshSeconds);

    /// <summary>How long dead letters are kept once they are delivered, superseded or discarded; open ones stay.</summary>
    public TimeSpan DeadLetterRetention { get; init; } = TimeSpan.FromDays(RetentionDays);

    /// <summary>The only customer of this app, whose partition keys are believed; null when publishers are named by the broker alone.</summary>
    public string? SingleCustomer { get; init; }

    /// <summary>App Service signs people in: only then who calls a function is known, and headers that say so are not the caller's own.</summary>
    public bool SignsPeopleIn { get; init; }

    /// <param name="problems">Every problem found: setting, what is wrong, what to do. No values of settings that may be secret.</param>
    /// <returns>Null if there is any problem.</returns>
    public static HandlerSettings? Read(
        IReadOnlyDictionary<string, string> environment,
        string scriptRoot,
        List<string> problems
    )
    {
        foreach (
            var (name, value) in environment.Where(setting =>
                setting.Value.StartsWith(UnresolvedSecret, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            problems.Add(
                $"{name}: the Key Vault reference was not resolved; grant the app's identity access to the secret, or correct its address."
            );
        }
        if (!TryNumber(environment, PortVariable, 1, 65535, out var port))
        {
            problems.Add(
                $"{PortVariable}: needs a port from 1 to 65535; it is set by the Functions host that starts this program."
            );
        }
        var storage = StorageSettings.Read(environment, problems);
        var path = Value(environment, CustomersVariable) is { } folder ? Path.GetFullPath(folder, scriptRoot) : null;
        if (path is not null && !Directory.Exists(path))
        {
            problems.Add($"{CustomersVariable}: there is no folder {path}; create it or name another.");
        }
        var refresh = LongestRefreshSeconds;
        if (
            Value(environment, RefreshVariable) is { } seconds
            && !TryNumber(environment, RefreshVariable, 1, LongestRefreshSeconds, out refresh)
        )
        {
            problems.Add($"{RefreshVariable}: {seconds} is not a number of seconds from 1 to {LongestRefreshSeconds}.");
        }
        var retention = RetentionDays;
        if (
            Value(environment, RetentionVariable) is { } days
            && !TryNumber(environment, RetentionVariable, 1, LongestRetentionDays, out retention)
        )
        {
            problems.Add($"{RetentionVariable}: {days} is not a number of days from 1 to {LongestRetentionDays}.");
        }
        var single = Value(environment, SingleCustomerVariable);
        if (single is not null && !PublisherId.TryParse($"{single}.any", out _))
        {
            problems.Add($"{SingleCustomerVariable}: {single} can be no customer; write 1 to 40 of a-z, 0-9 and -.");
        }
        return problems.Count > 0 || storage is null
            ? null
            : new HandlerSettings
            {
                Port = port,
                Storage = storage,
                CustomersFolder = path,
                CustomersRefresh = TimeSpan.FromSeconds(refresh),
                DeadLetterRetention = TimeSpan.FromDays(retention),
                SingleCustomer = single,
                SignsPeopleIn = string.Equals(
                    Value(environment, SignInVariable),
                    "True",
                    StringComparison.OrdinalIgnoreCase
                ),
            };
    }

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static bool TryNumber(
        IReadOnlyDictionary<string, string> environment,
        string name,
        int lowest,
        int highest,
        out int number
    ) =>
        int.TryParse(Value(environment, name), NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number >= lowest
        && number <= highest;
}
