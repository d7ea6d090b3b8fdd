using Forwarder.Contracts.LuaPatterns;

namespace Forwarder.Contracts.Parameters;

/// <summary>What no single parameter shows: lists that cancel each other, patterns that Lua would refuse (decisions 1 and 2).</summary>
internal static class ParameterRules
{
    private static readonly string[] Pairs = ["hostgroups", "servicegroups", "pollers", "authors", "bvs"];

    public static void Check(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        foreach (var pair in Pairs)
        {
            var (accepted, rejected) = ($"accepted_{pair}", $"rejected_{pair}");
            if (parameters.List(accepted).Count > 0 && parameters.List(rejected).Count > 0)
            {
                var shown = string.Join(',', parameters.List(rejected));
                var remedy = $"{accepted} is set too, so neither of the two applies. Keep one.";
                problems.Add(new(rejected, shown, remedy, IsWarning: true));
            }
        }
        if (
            parameters.List("accepted_elements").Contains("ba_status", StringComparer.Ordinal)
            && !parameters.List("accepted_categories").Contains("bam", StringComparer.Ordinal)
        )
        {
            const string Remedy = "ba_status is of the category bam, which accepted_categories does not name. Add it.";
            problems.Add(new("accepted_elements", "ba_status", Remedy, IsWarning: true));
        }
        CheckPatterns("accepted_hosts", parameters, problems);
        CheckPatterns("accepted_services", parameters, problems);
    }

    private static void CheckPatterns(string name, ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        if (!LuaPatternList.TryRead(parameters, name, out _, out var fault))
        {
            problems.Add(new(name, parameters.Text(name), $"It is no valid Lua pattern: {fault}. Correct it."));
        }
    }
}
