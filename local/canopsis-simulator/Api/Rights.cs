namespace Forwarder.Simulator.Api;

/// <summary>What a user may do, as far as the simulated routes ask for it.</summary>
/// <param name="Events">Permission <c>api_event</c>.</param>
/// <param name="Pbehaviors">Permission <c>api_pbehavior</c>; comments need its right to update.</param>
/// <param name="Types">Permission <c>api_pbehaviortype</c>.</param>
/// <param name="Reasons">Permission <c>api_pbehaviorreason</c>.</param>
internal sealed record Rights(bool Events, Crud Pbehaviors, Crud Types, Crud Reasons)
{
    public static Rights All { get; } = new(Events: true, Crud.All, Crud.All, Crud.All);

    public static Rights ReadOnly { get; } = new(Events: false, Crud.Read, Crud.Read, Crud.Read);

    /// <summary>Reads a text such as <c>event,pbehavior=crd,pbehaviortype=r,pbehaviorreason=cr</c>; what it leaves out is not granted.</summary>
    /// <exception cref="FormatException">It names something else.</exception>
    public static Rights Parse(string text)
    {
        var rights = new Rights(Events: false, Crud.None, Crud.None, Crud.None);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var letters = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..];
            rights = part.Split('=')[0] switch
            {
                "event" => rights with { Events = true },
                "pbehavior" => rights with { Pbehaviors = Letters(letters) },
                "pbehaviortype" => rights with { Types = Letters(letters) },
                "pbehaviorreason" => rights with { Reasons = Letters(letters) },
                _ => throw new FormatException(
                    $"'{part}' is no right: event, pbehavior=crud, pbehaviortype=crud or pbehaviorreason=crud"
                ),
            };
        }
        return rights;
    }

    private static Crud Letters(string letters) =>
        letters.Aggregate(
            Crud.None,
            (rights, letter) =>
                rights
                | letter switch
                {
                    'c' => Crud.Create,
                    'r' => Crud.Read,
                    'u' => Crud.Update,
                    'd' => Crud.Delete,
                    _ => throw new FormatException($"'{letter}' is no right: c, r, u or d"),
                }
        );
}
