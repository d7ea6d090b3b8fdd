using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Tests.Canopsis;

public sealed class CurlCommandTests
{
    [Fact]
    public void A_logged_request_shows_everything_but_secrets()
    {
        using var json = JsonDocument.Parse(
            """
            {"canopsis_host":"canopsis.test","canopsis_authkey":"first-secret","verify_certificate":0,
             "proxy_address":"proxy.test","proxy_port":3128,"proxy_username":"second-secret","proxy_password":"third-secret"}
            """
        );
        var problems = new List<ParameterProblem>();
        var parameters = ParameterReader.Read(json.RootElement, ParameterOwner.Functions, problems);
        var options = CanopsisOptions.From(parameters!, problems);
        Assert.DoesNotContain(problems, problem => !problem.IsWarning);

        var command = CurlCommand.Of(options!, """[{"output":"it's down"}"""u8);

        Assert.DoesNotContain("secret", command, StringComparison.Ordinal);
        Assert.StartsWith("curl -X POST -k -x 'http://proxy.test:3128/' -U '***'", command, StringComparison.Ordinal);
        Assert.EndsWith(
            """-d '[{"output":"it'\''s down"}]' 'https://canopsis.test/api/v4/event'""",
            command,
            StringComparison.Ordinal
        );
    }
}
