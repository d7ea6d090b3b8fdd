using System.Text;

namespace Forwarder.Simulator.Api;

/// <summary>
/// The users, and how a request shows who sends it. Methods are tried in the server's default order: Basic, then API key;
/// the first that sees its kind of credential decides.
/// </summary>
internal sealed class CallerDirectory
{
    private const string BasicPrefix = "Basic ";
    private const string BearerPrefix = "Bearer ";
    private const string UserName = "root";

    private readonly Lock gate = new();
    private readonly Dictionary<string, Caller> byKey = new(StringComparer.Ordinal);
    private readonly Caller root = new(UserName, UserName, "admin", Rights.All);
    private readonly string? password;

    public CallerDirectory(SimulatorOptions options)
    {
        password = options.Password;
        byKey[options.AuthKey] = root;
        if (options.ReaderAuthKey is { } key)
        {
            byKey[key] = new Caller("reader", "Reader", "reading", Rights.ReadOnly);
        }
        foreach (var user in options.Users)
        {
            Set(user);
        }
    }

    /// <summary>Adds a user, or gives the one of this name another key, other rights, another language.</summary>
    public void Set(User user)
    {
        var caller = new Caller(user.Name, user.Name, "api", Rights.Parse(user.Rights), user.Language);
        lock (gate)
        {
            foreach (var old in byKey.Where(entry => entry.Value.Id == user.Name).Select(entry => entry.Key).ToArray())
            {
                byKey.Remove(old);
            }
            byKey[user.Key] = caller;
        }
    }

    public (CallerKind Kind, Caller? Caller) Identify(ApiRequest request)
    {
        var authorization = request.Authorization;
        if (authorization.StartsWith(BasicPrefix, StringComparison.Ordinal))
        {
            return IdentifyBasic(authorization[BasicPrefix.Length..]);
        }
        if (authorization.StartsWith(BearerPrefix, StringComparison.Ordinal))
        {
            return (CallerKind.Refused, null);
        }
        var key = request.AuthKey;
        if (key.Length == 0)
        {
            return (CallerKind.Anonymous, null);
        }
        lock (gate)
        {
            return byKey.TryGetValue(key, out var caller) ? (CallerKind.Known, caller) : (CallerKind.Refused, null);
        }
    }

    private (CallerKind Kind, Caller? Caller) IdentifyBasic(string encoded)
    {
        byte[] decoded;
        try
        {
            decoded = Convert.FromBase64String(encoded);
        }
        catch (FormatException)
        {
            return (CallerKind.Broken, null);
        }
        // A password with a colon is refused: the text must have exactly two parts.
        var parts = Encoding.UTF8.GetString(decoded).Split(':');
        var known = parts.Length == 2 && parts[0] == UserName && password is not null && parts[1] == password;
        return known ? (CallerKind.Known, root) : (CallerKind.Refused, null);
    }
}
