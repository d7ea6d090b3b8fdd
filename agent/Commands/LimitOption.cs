using System.CommandLine;

namespace Forwarder.Agent.Commands;

/// <summary>How many of something a command prints.</summary>
internal static class LimitOption
{
    /// <param name="description">What there are at most so many of, and what 0 means.</param>
    public static Option<int> Create(string description)
    {
        var limit = new Option<int>("--limit") { Description = description, DefaultValueFactory = _ => 0 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--limit takes 0 or a positive number.");
            }
        });
        return limit;
    }

    /// <summary>0 is any number.</summary>
    public static int MostOf(this ParseResult parsed, Option<int> limit) =>
        parsed.GetValue(limit) is var most and > 0 ? most : int.MaxValue;
}
