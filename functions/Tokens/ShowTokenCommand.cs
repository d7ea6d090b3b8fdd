using System.CommandLine;
using System.Text.Json;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tokens;

/// <summary><c>forwarder tokens show</c>.</summary>
internal static class ShowTokenCommand
{
    private const string PublishersBelow = "/publishers/";

    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "File with a token; - reads stdin.",
            DefaultValueFactory = _ => "-",
        };
        var json = TokenOptions.Json();
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
                    return await TokenOptions.RefuseAsync([$"FILE = {name}: {unreadable.Message}"]);
                }
                if (!SasToken.TryRead(text.Trim(), out var token))
                {
                    return await TokenOptions.RefuseAsync([
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
}
