using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Forwarder.Benchmarks.Agent;

/// <summary>The baseline: the reference connector sends each event in a request of its own on a new TLS connection.</summary>
internal static class OneByOne
{
    private const string Event =
        """[{"component":"srv-000001.example.test","resource":"Check-1","event_type":"check","source_type":"resource","connector":"centreon-stream","connector_name":"Central","output":"OK: CPU(s) average usage is 12.40 %","long_output":"OK: CPU(s) average usage is 12.40 %","state":0,"timestamp":1700000000,"hostgroups":["Site 1"],"servicegroups":[],"notes_url":"https://wiki.example.test/checks","action_url":""}]""";

    /// <returns>Events per second.</returns>
    public static async Task<double> RunAsync(TimeSpan time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        await using var hub = await HubUnderLoad.StartAsync(certificate: certificate);
        var thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var (events, started) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown?.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint;
            using var client = new HttpClient(handler);
            using var body = new StringContent(Event);
            using var answer = await client.PostAsync(new Uri($"https://127.0.0.1:{hub.Port}/api/v4/event"), body);
            answer.EnsureSuccessStatusCode();
            events++;
        }
        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
