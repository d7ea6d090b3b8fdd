namespace Forwarder.Simulator.Api;

/// <summary>A user as the command line and <c>POST /simulator/users</c> describe one.</summary>
/// <remarks>Members with a default are settable, since generated readers do not keep the default of others.</remarks>
internal sealed record User
{
    public required string Name { get; init; }

    /// <summary>The only API key of this user; a new one replaces it.</summary>
    public required string Key { get; init; }

    /// <summary>As <see cref="Api.Rights.Parse"/> reads it.</summary>
    public required string Rights { get; init; }

    public string Language { get; set; } = "en";

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem
    {
        get
        {
            if (Name.Length == 0 || Key.Length == 0)
            {
                return "name or key is empty";
            }
            if (Language is not ("en" or "fr"))
            {
                return "language must be en or fr";
            }
            try
            {
                _ = Api.Rights.Parse(Rights);
                return null;
            }
            catch (FormatException failure)
            {
                return failure.Message;
            }
        }
    }

    /// <summary>Reads <c>NAME:KEY:RIGHTS[:LANGUAGE]</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static User Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is not (3 or 4))
        {
            throw new FormatException("a user is NAME:KEY:RIGHTS or NAME:KEY:RIGHTS:LANGUAGE");
        }
        var user = new User
        {
            Name = parts[0],
            Key = parts[1],
            Rights = parts[2],
            Language = parts.Length == 4 ? parts[3] : "en",
        };
        return user.Problem is { } problem ? throw new FormatException(problem) : user;
    }
}
