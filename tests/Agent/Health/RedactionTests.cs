using System.Text;
using System.Text.Json;
using Forwarder.Agent.Health;

namespace Forwarder.Agent.Tests.Health;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("CRITICAL: login failed, password=hunter2, user=bob", "CRITICAL: login failed, password=***, user=bob")]
    [InlineData("db_password: 'hunter2' is wrong", "db_password: '***' is wrong")]
    [InlineData("check_snmp -H 192.0.2.1 --community public99", "check_snmp -H 192.0.2.1 --community ***")]
    [InlineData("Authorization: Bearer abc.DEF_123 refused", "Authorization: Bearer *** refused")]
    [InlineData("GET https://bob:hunter2@example.test/x", "GET https://bob:***@example.test/x")]
    [InlineData("{\"api_key\": \"k-1\"}", "{\"api_key\": \"***\"}")]
    [InlineData("sr=a&sig=AbC%3D&se=1", "sr=a&sig=***&se=1")]
    [InlineData("OK - 12 tokens left, load 0.5", "OK - 12 tokens left, load 0.5")]
    [InlineData("https://example.test:8443/a@b", "https://example.test:8443/a@b")]
    public void Secrets_in_texts_are_masked(string text, string shown) => Assert.Equal(shown, Redaction.Redact(text));

    [Fact]
    public void Commands_are_masked_whole_and_the_rest_of_the_line_stays()
    {
        using var line = JsonDocument.Parse(
            """{"kind":"host_status","check_command":"ping!-x secret","output":"a \"b\"\nc","cache":{"host":{"name":"é","notes":"pwd=x"}},"state":1}"""
        );
        Assert.Equal(
            """{"kind":"host_status","check_command":"***","output":"a \"b\"\nc","cache":{"host":{"name":"é","notes":"pwd=***"}},"state":1}""",
            Encoding.UTF8.GetString(Redaction.Redact(line.RootElement).Span)
        );
    }
}
