using System.CommandLine;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Commands.Customers;

/// <summary>The options of <c>customers add</c> that issue the token of the customer's first agent.</summary>
internal sealed class OnboardingOptions
{
    private readonly Option<string?> agent = new("--issue-token")
    {
        Description =
            "Name of an agent of the customer, such as central: issues its token and prints everything that its site needs.",
    };

    private readonly Option<string?> hub = TokenOptions.OptionalHub();
    private readonly Option<string> policy = TokenOptions.Policy(PublisherToken.DefaultPolicy);
    private readonly Option<string?> keySecret = TokenOptions.KeySecret();
    private readonly Option<int> days = TokenOptions.Days();

    private readonly Option<string?> file = new("--token-out")
    {
        Description = "File for the token, readable by its owner alone; by default it is printed.",
    };

    public IReadOnlyList<Symbol> All => [agent, hub, policy, keySecret, days, file];

    /// <returns>Null when no token is asked for.</returns>
    /// <exception cref="CommandRefusedException">None can be issued; the message says everything that is wrong.</exception>
    public async Task<PublisherToken?> IssueAsync(
        OperatorContext context,
        string customer,
        CancellationToken cancellation
    )
    {
        if (context.Value(agent) is not { } name)
        {
            return null;
        }
        var problems = new List<string>();
        if (!PublisherId.TryParse($"{customer}.{name}", out var publisher))
        {
            problems.Add($"--issue-token = {name}: {customer}.{name} is no publisher. It is {PublisherId.Form}.");
        }
        var address = TokenOptions.ReadHub(context.Value(hub), problems);
        var lasting = context.Value(days);
        TokenOptions.CheckDays(lasting, problems);
        var (key, problem) = await HubKey.ReadAsync(
            context.Value(keySecret),
            context.Settings.GetValueOrDefault(HubKey.Variable),
            cancellation
        );
        if (problem is not null)
        {
            problems.Add(problem);
        }
        return problems.Count == 0
            ? PublisherToken.Issue(publisher, address!, context.Value(policy)!, key!, context.Time.GetUtcNow(), lasting)
            : throw new CommandRefusedException(
                $"customer {customer} is not stored, for its token cannot be issued.\n{string.Join('\n', problems)}",
                ExitCodes.Usage
            );
    }

    /// <summary>Writes the token into its file, if there is one.</summary>
    /// <returns>The file.</returns>
    public async Task<string?> WriteAsync(OperatorContext context, PublisherToken token, CancellationToken cancellation)
    {
        var target = context.Value(file);
        if (target is not null)
        {
            await SecretFile.WriteAsync(target, $"{token.Text}\n", cancellation);
        }
        return target;
    }
}
