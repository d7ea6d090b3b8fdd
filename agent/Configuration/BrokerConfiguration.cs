using System.Net;
using System.Security.Cryptography;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Bbdo.Layers;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Configuration;

/// <summary>With which brokers the agent has sessions, and how.</summary>
/// <param name="Listener">For those that connect to the agent.</param>
/// <param name="Listening">Those that listen: the agent connects to each.</param>
/// <param name="Session">For every session.</param>
internal sealed record BrokerConfiguration(
    ListenerSettings Listener,
    IReadOnlyList<ConnectorSettings> Listening,
    SessionSettings Session
)
{
    internal static BrokerConfiguration? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        int before = problems.Count;
        string listenText = parameters.Text("listen_address");
        if (!IPAddress.TryParse(listenText, out IPAddress? listen))
        {
            problems.Add(new("listen_address", listenText, "Write an IP address, 0.0.0.0 for all."));
        }

        List<IPNetwork> networks = [.. parameters.List("allowed_networks").SelectMany(text => Network(text, problems))];
        var longestDelay = TimeSpan.FromSeconds(parameters.Number("connect_retry_interval")!.Value);
        List<ConnectorSettings> listening =
        [
            .. parameters.List("connect_to").SelectMany(text => Broker(text, longestDelay, problems)),
        ];
        TlsSettings tls = Tls(parameters, listening.Count > 0, problems);
        return problems.Count > before
            ? null
            : new BrokerConfiguration(
                new ListenerSettings(new IPEndPoint(listen!, (int)parameters.Number("listen_port")!.Value))
                {
                    MaxSessions = (int)parameters.Number("max_sessions")!.Value,
                    AllowedNetworks = networks,
                },
                listening,
                new SessionSettings
                {
                    Tls = tls,
                    AllowsCompression = parameters.Flag("broker_compression"),
                    MaxPendingBytes = (int)parameters.Number("max_pending_bytes")!.Value,
                    MaxFrameBytes = (int)parameters.Number("max_frame_bytes")!.Value,
                    SuspectAfter = TimeSpan.FromSeconds(parameters.Number("suspect_after")!.Value),
                    ClosesSuspect = parameters.Flag("close_suspect"),
                }
            );
    }

    private static IEnumerable<IPNetwork> Network(string text, ICollection<ParameterProblem> problems)
    {
        if (IPNetwork.TryParse(text, out IPNetwork network))
        {
            yield return network;
        }
        else if (IPAddress.TryParse(text, out IPAddress? single))
        {
            yield return new IPNetwork(single, single.GetAddressBytes().Length * 8);
        }
        else
        {
            problems.Add(new("allowed_networks", text, "Write addresses or networks such as 10.1.0.0/16."));
        }
    }

    private static IEnumerable<ConnectorSettings> Broker(
        string text,
        TimeSpan longestDelay,
        ICollection<ParameterProblem> problems
    )
    {
        bool isAddress =
            Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out Uri? address)
            && address is { Port: > 0, AbsolutePath: "" or "/", UserInfo: "", Query: "", Fragment: "" };
        if (isAddress)
        {
            yield return new ConnectorSettings(address!.DnsSafeHost, address.Port) { LongestDelay = longestDelay };
        }
        else
        {
            problems.Add(new("connect_to", text, "Write host:port, an IPv6 address in brackets."));
        }
    }

    private static TlsSettings Tls(ParameterSet parameters, bool connects, ICollection<ParameterProblem> problems)
    {
        var tls = new TlsSettings
        {
            CertificateFile = parameters.Text("broker_tls_certificate_file"),
            KeyFile = parameters.Text("broker_tls_key_file"),
            AuthoritiesFile = parameters.Text("broker_tls_ca_file"),
            BrokerName = parameters.Text("broker_tls_name"),
            IsRequired = parameters.Flag("broker_tls_required"),
        };
        if (tls.CanServe != tls.KeyFile.Length > 0)
        {
            string missing = tls.CanServe ? "broker_tls_key_file" : "broker_tls_certificate_file";
            problems.Add(new(missing, null, "It is missing. A certificate needs its key and a key its certificate."));
        }
        else if (tls.CanServe)
        {
            Check("broker_tls_certificate_file", tls.CertificateFile, () => TlsLayer.ReadCertificate(tls), problems);
        }
        else if (tls.IsRequired)
        {
            problems.Add(
                new("broker_tls_required", "1", "Set broker_tls_certificate_file and broker_tls_key_file too.")
            );
        }

        if (tls.CanConnect)
        {
            Check(
                "broker_tls_ca_file",
                tls.AuthoritiesFile,
                () => TlsLayer.ReadAuthorities(tls.AuthoritiesFile),
                problems
            );
        }
        else if (tls.IsRequired && connects)
        {
            problems.Add(new("broker_tls_required", "1", "Set broker_tls_ca_file too, for the brokers of connect_to."));
        }

        return tls;
    }

    private static void Check(string name, string file, Func<object> read, ICollection<ParameterProblem> problems)
    {
        try
        {
            read();
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problems.Add(new(name, file, $"The file cannot be used: {failure.Message}"));
        }
    }
}
