using Azure.Identity;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

public sealed class StorageSettingsTests
{
    [Theory]
    [InlineData(
        "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net",
        "https://acme.table.core.windows.net/"
    )]
    [InlineData("AccountName=acme;AccountKey=c2VjcmV0", "https://acme.table.core.windows.net/")]
    [InlineData(
        "AccountName=acme;AccountKey=c2VjcmV0;EndpointSuffix=core.chinacloudapi.cn",
        "https://acme.table.core.chinacloudapi.cn/"
    )]
    [InlineData(
        "AccountName=acme;AccountKey=c2VjcmV0==;TableEndpoint=https://tables.example/acme/;",
        "https://tables.example/acme"
    )]
    [InlineData(
        "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite",
        "http://azurite:10002/devstoreaccount1"
    )]
    public void A_connection_string_names_endpoint_and_key(string text, string endpoint)
    {
        var account = Read(
            [],
            ("AzureWebJobsStorage", text.Replace("c2VjcmV0==", "c2VjcmU=", StringComparison.Ordinal))
        );

        Assert.Equal(endpoint, account!.Endpoint.AbsoluteUri);
        Assert.NotNull(account.Key);
        Assert.Null(account.Credential);
    }

    [Fact]
    public void An_account_name_and_an_identity_need_no_key()
    {
        var account = Read(
            [],
            ("AzureWebJobsStorage__accountName", "acme"),
            ("AzureWebJobsStorage__credential", "managedidentity"),
            ("AzureWebJobsStorage__clientId", "0d6f0f5e-0000-0000-0000-000000000001")
        );

        Assert.Equal("https://acme.table.core.windows.net/", account!.Endpoint.AbsoluteUri);
        Assert.IsType<ManagedIdentityCredential>(account.Credential);
        Assert.Null(account.Key);
    }

    [Fact]
    public void An_address_of_the_table_service_goes_before_the_account_name()
    {
        var account = Read(
            [],
            ("AzureWebJobsStorage__accountName", "acme"),
            ("AzureWebJobsStorage__tableServiceUri", "https://acme.table.core.usgovcloudapi.net/")
        );

        Assert.Equal("https://acme.table.core.usgovcloudapi.net/", account!.Endpoint.AbsoluteUri);
        Assert.IsType<DefaultAzureCredential>(account.Credential);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "")]
    [InlineData("AzureWebJobsStorage", "nonsense")]
    [InlineData("AzureWebJobsStorage", "AccountName=acme;AccountKey=***")]
    [InlineData("AzureWebJobsStorage", "AccountName=acme;AccountKey=c2VjcmV0;TableEndpoint=ftp://x")]
    [InlineData(
        "AzureWebJobsStorage",
        "TableEndpoint=https://acme.table.core.windows.net;SharedAccessSignature=sv=secret"
    )]
    [InlineData("AzureWebJobsStorage__tableServiceUri", "http://acme.table.core.windows.net")]
    public void What_cannot_be_used_is_refused_without_telling_the_value(string name, string value)
    {
        var problems = new List<string>();

        Assert.Null(Read(problems, (name, value)));

        var problem = Assert.Single(problems);
        Assert.StartsWith("AzureWebJobsStorage", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_of_credential_is_refused()
    {
        var problems = new List<string>();

        Assert.Null(
            Read(problems, ("AzureWebJobsStorage__accountName", "acme"), ("AzureWebJobsStorage__credential", "guess"))
        );

        Assert.StartsWith("AzureWebJobsStorage__credential", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static TableAccount? Read(List<string> problems, params (string Name, string Value)[] settings) =>
        StorageSettings.Read(settings.ToDictionary(setting => setting.Name, setting => setting.Value), problems);
}
