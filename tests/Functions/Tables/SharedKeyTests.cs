using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

public sealed class SharedKeyTests
{
    [Fact]
    public void The_published_check_value_is_met()
    {
        var problems = new List<string>();
        var account = StorageSettings.Read(
            new Dictionary<string, string> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" },
            problems
        )!;

        var authorization = account.Key!.Authorization("Mon, 02 Mar 2026 10:15:30 GMT", "/devstoreaccount1/Tables");

        Assert.Equal("SharedKeyLite devstoreaccount1:E8Y47aAWkVCKVglznPyhtS6nUgOyiPyvFBiFyuJN8E0=", authorization);
        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", account.Endpoint.AbsoluteUri);
    }
}
