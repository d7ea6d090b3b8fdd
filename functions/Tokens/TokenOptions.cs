using System.CommandLine;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tokens;

/// <summary>Options that name a hub, a publisher and the key of a policy, for every command that needs them.</summary>
internal static class TokenOptions
{
    private const string HubMeaning = $"Address of the hub: {HubAddress.Form}; the deployment prints it as hubAddress.";

    public static Option<string> Hub() => new("--hub") { Description = HubMeaning, Required = true };

    public static Option<string?> OptionalHub() => new("--hub") { Description = HubMeaning };

    public static Argument<string> Publisher() =>
        new("PUBLISHER") { Description = $"Who publishes: {PublisherId.Form}." };

    public static Option<string> Policy(string name) =>
        new("--policy")
        {
            Description = "Name of the policy that the key belongs to.",
            DefaultValueFactory = _ => name,
        };

    public static Option<string?> KeySecret() =>
        new("--key-secret")
        {
            Description =
                $"Secret of Key Vault that holds the policy's key: {HubKey.SecretForm}. Without it the environment's {HubKey.Variable} is taken.",
        };

    public static Option<int> Days() =>
        new("--days")
        {
            Description = $"Days until the token expires, 1 to {PublisherToken.LongestDays}.",
            DefaultValueFactory = _ => PublisherToken.DefaultDays,
        };

    /// <summary>The hub, or null and one more problem.</summary>
    public static HubAddress? ReadHub(string? text, List<string> problems)
    {
        var hub = HubAddress.Parse(text);
        if (hub is null)
        {
            problems.Add($"--hub = {text}: not the address of a hub. Write {HubAddress.Form}.");
        }
        return hub;
    }

    /// <summary>The publisher, or null and one more problem.</summary>
    public static PublisherId? ReadPublisher(string? text, List<string> problems)
    {
        if (PublisherId.TryParse(text, out var publisher))
        {
            return publisher;
        }
        problems.Add($"PUBLISHER = {text}: not a publisher. Write {PublisherId.Form}.");
        return null;
    }

    /// <summary>One more problem if the number of days is none that a token may last.</summary>
    public static void CheckDays(int days, List<string> problems)
    {
        if (days is < 1 or > PublisherToken.LongestDays)
        {
            problems.Add($"--days = {days}: write a number from 1 to {PublisherToken.LongestDays}.");
        }
    }

    public static async Task<string?> ReadKeyAsync(
        string? secret,
        List<string> problems,
        CancellationToken cancellation
    )
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

    public static async Task<int> RefuseAsync(List<string> problems)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }
        return ExitCodes.Usage;
    }

    public static Option<bool> Json() => new("--json") { Description = "One JSON object instead of text." };
}
