using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using Forwarder.Simulator;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Tls;

var port = new Option<int>("--port")
{
    Description = "Port on loopback, 0 for a free one.",
    DefaultValueFactory = _ => 8082,
};
var authKey = new Option<string>("--authkey")
{
    Description = "API key of the user with every right.",
    Required = true,
};
var readerKey = new Option<string?>("--reader-authkey") { Description = "API key of a user who may not send events." };
var users = new Option<User[]>("--user")
{
    Description =
        "Further user as NAME:KEY:RIGHTS[:LANGUAGE], rights as event,pbehavior=crud,pbehaviortype=r,pbehaviorreason=cr.",
    CustomParser = result =>
    {
        try
        {
            return [.. result.Tokens.Select(token => User.Parse(token.Value))];
        }
        catch (FormatException failure)
        {
            result.AddError(failure.Message);
            return [];
        }
    },
};
var password = new Option<string?>("--password") { Description = "Password of user root for Basic authentication." };
var roundTrip = new Option<int>("--rtt") { Description = "Milliseconds by which each answer is delayed." };
var version = new Option<string>("--version")
{
    Description = "Version to behave like, or new for the development line.",
    DefaultValueFactory = _ => "24.10.1",
};
var tls = new Option<string>("--tls")
{
    Description = "Speak TLS: signed (by an authority of its own), self-signed, expired or wrong-name.",
};
tls.AcceptOnlyFromAmong("signed", "self-signed", "expired", "wrong-name");
var trustFile = new Option<string?>("--trust-file")
{
    Description = "File that takes the certificate, in PEM, that a client has to trust.",
};
var keepBodies = new Option<int>("--keep-bodies")
{
    Description = "Events whose bodies are kept, the newest ones.",
    DefaultValueFactory = _ => 1_000_000,
};
var exitWithStdin = new Option<bool>("--exit-with-stdin") { Description = "End when standard input closes." };

var command = new Command("canopsis-simulator", "Simulates the Canopsis API v4 that the forwarder calls.")
{
    port,
    authKey,
    readerKey,
    users,
    password,
    roundTrip,
    version,
    tls,
    trustFile,
    keepBodies,
    exitWithStdin,
    new HelpOption(),
};
command.SetAction(
    async (arguments, cancellation) =>
    {
        await using var simulator = await CanopsisSimulator.StartAsync(
            new SimulatorOptions
            {
                Port = arguments.GetValue(port),
                AuthKey = arguments.GetRequiredValue(authKey),
                ReaderAuthKey = arguments.GetValue(readerKey),
                Users = arguments.GetValue(users) ?? [],
                Password = arguments.GetValue(password),
                RoundTrip = TimeSpan.FromMilliseconds(arguments.GetValue(roundTrip)),
                Version = arguments.GetRequiredValue(version),
                Tls = arguments.GetValue(tls) switch
                {
                    "signed" => CertificateKind.Signed,
                    "self-signed" => CertificateKind.SelfSigned,
                    "expired" => CertificateKind.Expired,
                    "wrong-name" => CertificateKind.WrongName,
                    _ => CertificateKind.None,
                },
                KeepBodies = arguments.GetValue(keepBodies),
            }
        );
        if (arguments.GetValue(trustFile) is { } file && simulator.TrustPem is { } trust)
        {
            await File.WriteAllTextAsync(file, trust, cancellation);
        }
        var ready = new ReadyLine("canopsis-simulator", simulator.Url.GetLeftPart(UriPartial.Authority));
        Console.WriteLine(JsonSerializer.Serialize(ready, SimulatorJson.Default.ReadyLine));

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (arguments.GetValue(exitWithStdin))
        {
            _ = Task.Run(() => EndWithStandardInput(ending), CancellationToken.None);
        }
        await simulator.WaitForShutdownAsync(ending.Token);
    }
);

// SIGTERM and SIGINT are the web host's: it stops and the command ends with 0.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static void EndWithStandardInput(CancellationTokenSource ending)
{
    while (Console.In.Read() >= 0) { }
    ending.Cancel();
}
