using System.CommandLine;
using System.Text.Json;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tokens;

/// <summary><c>forwarder tokens issue</c>.</summary>
internal static class IssueTokenCommand
{
    public static Command Create()
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
        var json = TokenOptions.Json();
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
                    await TokenOptions.ReadKeyAsync(parsed.GetValue(secret), problems, cancellation) is not { } key
                    || problems.Count > 0
                )
                {
                    return await TokenOptions.RefuseAsync(problems);
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
                    return await TokenOptions.RefuseAsync([$"--output: {unwritable.Message}"]);
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
}
