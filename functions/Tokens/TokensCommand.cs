using System.CommandLine;
using System.Text.Json;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tokens;

/// <summary><c>forwarder tokens</c>: publisher tokens are issued and read here, publishers revoked and restored at the hub.</summary>
internal static class TokensCommand
{
    private const string ManagingPolicy = "RootManageSharedAccessKey";
    private const string PublishersBelow = "/publishers/";

    public static Command Create() =>
        new(
            "tokens",
            "Issues and reads publisher tokens, revokes and restores publishers.\n"
                + "  forwarder tokens issue acme.central --hub https://contoso.servicebus.windows.net/events --output publisher.token\n"
                + "  forwarder tokens show publisher.token\n"
                + "  forwarder tokens revoke acme.central --hub https://contoso.servicebus.windows.net/events"
        )
        {
            Issue(),
            Show(),
            Change("revoke", "Refuses everything that a publisher sends from now on, whatever token it shows."),
            Change("restore", "Lets a revoked publisher send again."),
            Revoked(),
        };

    private static Command Issue()
    {
        var publisher = TokenOptions.Publisher();
        var hub = TokenOptions.Hub();
        var policy = TokenOptions.Policy(PublisherToken.DefaultPolicy);
        var secret = TokenOptions.KeySecret();
        var days = TokenOptions.Days();
        var file = new Option<string?>("--output")
        {
            Description = "File that gets the token, readable by its owner alone. Without it the token is printed.",
        };
        var json = Json();
        var command = new Command("issue", "Signs a token with which one agent may publish, and nothing else.")
        {
            publisher,
            hub,
            policy,
            secret,
            days,
            file,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var problems = new List<string>();
                var address = TokenOptions.ReadHub(parsed.GetRequiredValue(hub), problems);
                var id = TokenOptions.ReadPublisher(parsed.GetRequiredValue(publisher), problems);
                TokenOptions.CheckDays(parsed.GetRequiredValue(days), problems);
                if (
                    await KeyAsync(parsed.GetValue(secret), problems, cancellation) is not { } key
                    || problems.Count > 0
                )
                {
                    return await RefuseAsync(problems);
                }
                var token = PublisherToken.Issue(
                    id!.Value,
                    address!,
                    parsed.GetRequiredValue(policy),
                    key,
                    TimeProvider.System.GetUtcNow(),
                    parsed.GetRequiredValue(days)
                );
                try
                {
                    return await DeliverAsync(token, parsed.GetValue(file), parsed.GetValue(json), cancellation);
                }
                catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
                {
                    return await RefuseAsync([$"--output: {unwritable.Message}"]);
                }
            }
        );
        return command;
    }

    private static async Task<int> DeliverAsync(
        PublisherToken token,
        string? file,
        bool asJson,
        CancellationToken cancellation
    )
    {
        if (file is not null)
        {
            await SecretFile.WriteAsync(file, $"{token.Text}\n", cancellation);
        }
        if (asJson)
        {
            var report = new TokenReport(
                token.Hub.Publisher(token.Publisher).ToString(),
                token.Publisher.ToString(),
                token.Policy,
                token.Expires,
                Expired: false,
                file is null ? token.Text : null
            );
            Console.Out.WriteLine(JsonSerializer.Serialize(report, TokenJson.Default.TokenReport));
            return 0;
        }
        if (file is null)
        {
            Console.Out.WriteLine(token.Text);
        }
        await Console.Error.WriteLineAsync($"{token}{(file is null ? "" : $", in {file}")}");
        return 0;
    }

    private static Command Show()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "File with a token; - reads stdin.",
            DefaultValueFactory = _ => "-",
        };
        var json = Json();
        var command = new Command("show", "Says whose a token is and when it expires. Ends with 1 when it has expired.")
        {
            file,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var name = parsed.GetRequiredValue(file);
                string text;
                try
                {
                    text = await (
                        name == "-"
                            ? Console.In.ReadToEndAsync(cancellation)
                            : File.ReadAllTextAsync(name, cancellation)
                    );
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
                {
                    return await RefuseAsync([$"FILE = {name}: {unreadable.Message}"]);
                }
                if (!SasToken.TryRead(text.Trim(), out var token))
                {
                    return await RefuseAsync([
                        $"FILE = {name}: it holds no token. One begins with SharedAccessSignature.",
                    ]);
                }
                var report = Describe(token!, TimeProvider.System.GetUtcNow());
                Console.Out.WriteLine(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(report, TokenJson.Default.TokenReport)
                        : $"publisher {report.Publisher ?? "none: it is valid for more than one"}\nresource  {report.Resource}\npolicy    {report.Policy}\nexpires   {report.Expires:u}{(report.Expired ? ", which is past" : "")}"
                );
                return report.Expired ? ExitCodes.Error : 0;
            }
        );
        return command;
    }

    private static TokenReport Describe(SasToken token, DateTimeOffset now)
    {
        var at = token.Resource.IndexOf(PublishersBelow, StringComparison.OrdinalIgnoreCase);
        var publisher = at < 0 ? null : token.Resource[(at + PublishersBelow.Length)..];
        return new(token.Resource, publisher, token.PolicyName, token.Expires, token.Expires <= now);
    }

    private static Command Change(string name, string description)
    {
        var publisher = TokenOptions.Publisher();
        var hub = TokenOptions.Hub();
        var policy = TokenOptions.Policy(ManagingPolicy);
        var secret = TokenOptions.KeySecret();
        var command = new Command(name, $"{description} The key's policy must have the right Manage.")
        {
            publisher,
            hub,
            policy,
            secret,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var problems = new List<string>();
                var id = TokenOptions.ReadPublisher(parsed.GetRequiredValue(publisher), problems);
                return await AtHubAsync(
                    parsed.GetRequiredValue(hub),
                    parsed.GetRequiredValue(policy),
                    parsed.GetValue(secret),
                    problems,
                    async revoked =>
                    {
                        await (
                            name == "revoke"
                                ? revoked.RevokeAsync(id!.Value, cancellation)
                                : revoked.RestoreAsync(id!.Value, cancellation)
                        );
                        await Console.Error.WriteLineAsync($"{id} is {name}d.");
                    },
                    cancellation
                );
            }
        );
        return command;
    }

    private static Command Revoked()
    {
        var hub = TokenOptions.Hub();
        var policy = TokenOptions.Policy(ManagingPolicy);
        var secret = TokenOptions.KeySecret();
        var json = Json();
        var command = new Command(
            "revoked",
            "Lists the revoked publishers. The key's policy must have the right Manage."
        )
        {
            hub,
            policy,
            secret,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                AtHubAsync(
                    parsed.GetRequiredValue(hub),
                    parsed.GetRequiredValue(policy),
                    parsed.GetValue(secret),
                    [],
                    async revoked =>
                    {
                        var list = await revoked.ListAsync(cancellation);
                        if (parsed.GetValue(json))
                        {
                            Console.Out.WriteLine(
                                JsonSerializer.Serialize(list, TokenJson.Default.IReadOnlyListString)
                            );
                            return;
                        }
                        foreach (var name in list)
                        {
                            Console.Out.WriteLine(name);
                        }
                    },
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> AtHubAsync(
        string hub,
        string policy,
        string? secret,
        List<string> problems,
        Func<RevokedPublishers, Task> act,
        CancellationToken cancellation
    )
    {
        var address = TokenOptions.ReadHub(hub, problems);
        if (await KeyAsync(secret, problems, cancellation) is not { } key || problems.Count > 0)
        {
            return await RefuseAsync(problems);
        }
        using var revoked = new RevokedPublishers(address!, policy, key, TimeProvider.System);
        try
        {
            await act(revoked);
            return 0;
        }
        catch (HubRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return ExitCodes.Error;
        }
    }

    private static async Task<string?> KeyAsync(string? secret, List<string> problems, CancellationToken cancellation)
    {
        // What is wrong already will be printed; Key Vault need not be asked.
        if (secret is not null && problems.Count > 0)
        {
            return null;
        }
        var variable = Environment.GetEnvironmentVariable(HubKey.Variable);
        var (key, problem) = await HubKey.ReadAsync(secret, variable, cancellation);
        if (problem is not null)
        {
            problems.Add(problem);
        }
        return key;
    }

    private static async Task<int> RefuseAsync(List<string> problems)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }
        return ExitCodes.Usage;
    }

    private static Option<bool> Json() => new("--json") { Description = "One JSON object instead of text." };
}
