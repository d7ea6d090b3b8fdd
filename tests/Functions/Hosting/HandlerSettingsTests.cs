using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Hosting;

public sealed class HandlerSettingsTests
{
    private static readonly string Root = AppContext.BaseDirectory;
    private static readonly (string, string) Storage = ("AzureWebJobsStorage", "UseDevelopmentStorage=true");

    [Fact]
    public void A_relative_folder_lies_in_the_script_root()
    {
        var settings = Read([], ("FUNCTIONS_CUSTOMHANDLER_PORT", "7000"), Storage, ("CUSTOMERS_DIR", "."));

        Assert.Equal(7000, settings!.Port);
        Assert.Equal(Path.GetFullPath(".", Root), settings.CustomersFolder);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.CustomersRefresh);
        Assert.Null(settings.SingleCustomer);
        Assert.Equal(10002, settings.Storage.Endpoint.Port);
    }

    [Fact]
    public void No_folder_of_customers_is_needed()
    {
        Assert.Null(Read([], ("FUNCTIONS_CUSTOMHANDLER_PORT", "7000"), Storage)!.CustomersFolder);
    }

    [Fact]
    public void Every_problem_is_reported_at_once()
    {
        var problems = new List<string>();

        Assert.Null(
            Read(
                problems,
                ("FUNCTIONS_CUSTOMHANDLER_PORT", "none"),
                ("CUSTOMERS_DIR", "does-not-exist"),
                ("CUSTOMERS_REFRESH_SECONDS", "61"),
                ("SINGLE_CUSTOMER", "Acme Inc"),
                ("EventHub", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/x)")
            )
        );

        Assert.Collection(
            problems,
            problem => Assert.StartsWith("EventHub:", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("FUNCTIONS_CUSTOMHANDLER_PORT:", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("AzureWebJobsStorage:", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("CUSTOMERS_DIR:", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("CUSTOMERS_REFRESH_SECONDS:", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("SINGLE_CUSTOMER:", problem, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("vault.example", string.Join('\n', problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_settings_are_named()
    {
        var problems = new List<string>();

        Assert.Null(Read(problems));

        Assert.Equal(2, problems.Count);
    }

    private static HandlerSettings? Read(List<string> problems, params (string Name, string Value)[] environment) =>
        HandlerSettings.Read(
            environment.ToDictionary(item => item.Name, item => item.Value, StringComparer.Ordinal),
            Root,
            problems
        );
}
