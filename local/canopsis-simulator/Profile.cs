using System.Globalization;

namespace Forwarder.Simulator;

/// <summary>What differs between Canopsis versions, for the routes that are simulated.</summary>
internal sealed record Profile
{
    private const int DevelopmentLine = int.MaxValue;

    private readonly int release;
    private readonly int patch;

    private Profile(string version, int release, int patch)
    {
        Version = version;
        this.release = release;
        this.patch = patch;
    }

    /// <summary>As <c>app-info</c> reports it.</summary>
    public string Version { get; }

    public string NotFoundText => IsDevelopmentLine ? "Not Found" : "Not found";

    public string InternalErrorText => IsDevelopmentLine ? "Internal Server Error" : "Internal server error";

    /// <summary>Whether every unreadable body is answered with the same text.</summary>
    public bool HidesParseErrors => IsDevelopmentLine;

    public bool HasMaintenance => release >= 2310;

    public bool ShowsStack => release < 2504;

    public bool ShowsSerialName => release >= 2304;

    /// <summary>Whether the API itself refuses a change of severity to 0.</summary>
    public bool RefusesChangeToInfo => release < 2310;

    /// <summary>Whether the event types of older lines (keepstate, perf) still exist.</summary>
    public bool HasKeepState => release < 2310;

    public bool HasDeclareTicket => release < 2304;

    public bool HasCheckWithoutCount => release >= 2504;

    /// <summary>Whether an event with <c>ref_rk</c> skips the checks of its source.</summary>
    public bool TrustsReference => !IsDevelopmentLine;

    /// <summary>Whether the web UI's server answers a POST to any of its paths like a GET.</summary>
    public bool ServesPagesForPost => release < 2410;

    /// <summary>Whether a message about a field names it; otherwise it is shorter and in the caller's language.</summary>
    public bool NamesFieldsInErrors => !IsDevelopmentLine;

    /// <summary>Whether a pbehavior must have a colour.</summary>
    public bool RequiresColor => release < 2304;

    /// <summary>Whether broken JSON is answered as a failure of the server itself where one object is expected.</summary>
    public bool FailsOnBrokenJson => release < 2404;

    public bool HasEntityPbehaviors => release >= 2304;

    public bool HasConnectorPbehaviors => release >= 2404;

    /// <summary>Whether creations and deletions may be mixed in one request of a connector.</summary>
    public bool HasMixedConnectorPbehaviors =>
        release switch
        {
            2404 => patch >= 8,
            2410 => patch >= 2,
            _ => release > 2410,
        };

    /// <summary>Whether changing a pbehavior of a connector is forbidden, instead of a wrong field.</summary>
    public bool ForbidsExternalUpdates => IsDevelopmentLine;

    /// <summary>Whether hidden types and reasons exist, and are left out of lists.</summary>
    public bool LeavesOutHidden => release >= 2304;

    public bool AlwaysShowsHidden => release >= 2410;

    /// <summary>Whether the ids of the four default types are random.</summary>
    public bool HasRandomTypeIds => release >= 2404;

    public bool ShowsColorOfTypes => release >= 2304;

    public bool ShowsDisplayNames => release >= 2310;

    public bool SortsByDisplayName => release >= 2404;

    public bool ShowsEndOfRecurrence => release >= 2310;

    public bool ShowsOrigin => release >= 2304;

    public bool ShowsAlarmCount => release >= 2404;

    public bool ShowsAuthorOfReasons => release >= 2410;

    public bool HasTimezones => release >= 2504;

    private bool IsDevelopmentLine => release == DevelopmentLine;

    /// <summary>Profile of a version like <c>24.10.1</c>; anything that does not start with two numbers is the newest line.</summary>
    public static Profile Of(string version)
    {
        var parts = version.Split('.');
        return parts.Length >= 2 && TryRead(parts[0], out var year) && TryRead(parts[1], out var month)
            ? new Profile(
                version,
                (year * 100) + month,
                parts.Length > 2 && TryRead(parts[2], out var patch) ? patch : 0
            )
            : new Profile(version, DevelopmentLine, 0);
    }

    private static bool TryRead(string number, out int value) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
