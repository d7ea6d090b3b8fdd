using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Tests.Bbdo.Layers;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Configuration;

public sealed class BrokerConfigurationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestCertificate certificate = new();
    private readonly List<ParameterProblem> problems = [];

    [Fact]
    public void Defaults_listen_on_loopback_without_tls_and_with_compression()
    {
        BrokerConfiguration brokers = Valid("");

        Assert.Equal("127.0.0.1:5669", brokers.Listener.EndPoint.ToString());
        Assert.Empty(brokers.Listener.AllowedNetworks);
        Assert.Empty(brokers.Listening);
        Assert.True(brokers.Session.AllowsCompression);
        Assert.False(brokers.Session.Tls.CanServe || brokers.Session.Tls.CanConnect);
        Assert.Equal(new SessionSettings(), brokers.Session);
        Assert.Equal(64, brokers.Listener.MaxSessions);
    }

    [Fact]
    public void Every_limit_can_be_set()
    {
        BrokerConfiguration brokers = Valid(
            """
            ,"listen_address":"::","allowed_networks":["10.1.0.0/16","192.168.1.7"],"max_sessions":3,"max_pending_bytes":200000,
            "max_frame_bytes":300000,"suspect_after":60,"close_suspect":1,"broker_compression":0
            """
        );

        Assert.Equal(["10.1.0.0/16", "192.168.1.7/32"], brokers.Listener.AllowedNetworks.Select(one => one.ToString()));
        Assert.Equal(
            (3, 200_000, 300_000),
            (brokers.Listener.MaxSessions, brokers.Session.MaxPendingBytes, brokers.Session.MaxFrameBytes)
        );
        Assert.Equal((TimeSpan.FromMinutes(1), true), (brokers.Session.SuspectAfter, brokers.Session.ClosesSuspect));
        Assert.False(brokers.Session.AllowsCompression);
    }

    [Fact]
    public void Brokers_that_listen_are_named_with_their_port()
    {
        BrokerConfiguration brokers = Valid(
            """,  "connect_to":"central.example:5671, 10.0.0.7:5672,[2001:db8::1]:5673", "connect_retry_interval":30"""
        );

        Assert.Equal(
            [("central.example", 5671), ("10.0.0.7", 5672), ("2001:db8::1", 5673)],
            brokers.Listening.Select(broker => (broker.Host, broker.Port))
        );
        Assert.All(brokers.Listening, broker => Assert.Equal(TimeSpan.FromSeconds(30), broker.LongestDelay));
    }

    [Fact]
    public void A_certificate_with_its_key_and_authorities_are_read()
    {
        BrokerConfiguration brokers = Valid(
            $"""
            ,"broker_tls_certificate_file":"{certificate.CertificateFile}","broker_tls_key_file":"{certificate.KeyFile}",
            "broker_tls_ca_file":"{certificate.CertificateFile}","broker_tls_required":1,"connect_to":"a:1"
            """
        );

        Assert.True(brokers.Session.Tls is { CanServe: true, CanConnect: true, IsRequired: true });
    }

    [Theory]
    [InlineData("\"allowed_networks\":\"10.1.0.0/33\"", "allowed_networks")]
    [InlineData("\"allowed_networks\":\"everywhere\"", "allowed_networks")]
    [InlineData("\"connect_to\":\"central.example\"", "connect_to")]
    [InlineData("\"connect_to\":\"central.example:0\"", "connect_to")]
    [InlineData("\"connect_to\":\"http://central.example:1\"", "connect_to")]
    [InlineData("\"connect_to\":\"user@central.example:1\"", "connect_to")]
    [InlineData("\"broker_tls_certificate_file\":\"CERTIFICATE\"", "broker_tls_key_file")]
    [InlineData("\"broker_tls_key_file\":\"KEY\"", "broker_tls_certificate_file")]
    [InlineData(
        "\"broker_tls_certificate_file\":\"KEY\",\"broker_tls_key_file\":\"KEY\"",
        "broker_tls_certificate_file"
    )]
    [InlineData(
        "\"broker_tls_certificate_file\":\"CERTIFICATE\",\"broker_tls_key_file\":\"/missing/key.pem\"",
        "broker_tls_certificate_file"
    )]
    [InlineData("\"broker_tls_ca_file\":\"KEY\"", "broker_tls_ca_file")]
    [InlineData("\"broker_tls_required\":1", "broker_tls_required")]
    [InlineData(
        "\"broker_tls_certificate_file\":\"CERTIFICATE\",\"broker_tls_key_file\":\"KEY\",\"broker_tls_required\":1,\"connect_to\":\"a:1\"",
        "broker_tls_required"
    )]
    public void A_wrong_value_is_refused_by_name(string members, string name)
    {
        string written = members
            .Replace("CERTIFICATE", certificate.CertificateFile, StringComparison.Ordinal)
            .Replace("KEY", certificate.KeyFile, StringComparison.Ordinal);

        Assert.Null(Read($",{written}"));
        Assert.Equal(name, Assert.Single(problems).Name);
    }

    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
    }

    private BrokerConfiguration Valid(string members)
    {
        AgentConfiguration? configuration = Read(members);
        Assert.Empty(problems);
        return configuration!.Brokers;
    }

    private AgentConfiguration? Read(string members)
    {
        string file = Path.Combine(folder.Path, "agent.json");
        File.WriteAllText(
            file,
            $$"""{"hub_host":"ns.test","hub_name":"e","hub_publisher":"acme.paris","hub_token_file":"/run/token"{{members}}}"""
        );
        return ConfigurationFile.Read(file, new Dictionary<string, string>(), problems);
    }
}
