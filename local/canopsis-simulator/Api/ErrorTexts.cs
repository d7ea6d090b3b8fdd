namespace Forwarder.Simulator.Api;

/// <summary>Predicates of messages about fields (canopsis-api 3).</summary>
internal static class ErrorTexts
{
    public const string Missing = "is missing";
    public const string Exists = "already exists";
    public const string Unknown = "doesn't exist";
    public const string TooLong = "should be 255 or less";
    public const string Forbidden = "cannot contain /?.$ characters";
    public const string Invalid = "is not valid";
    public const string Blank = "should not be blank";
    public const string NotPositive = "should be greater than 0";

    private static readonly Dictionary<string, string> French = new(StringComparer.Ordinal)
    {
        [Missing] = "est manquant",
        [Exists] = "existe déjà",
        [Unknown] = "n'existe pas",
        [TooLong] = "doit faire 255 caractères ou moins",
        [Forbidden] = "ne peut pas contenir les caractères /?.$",
        [Invalid] = "n'est pas valide",
        [Blank] = "ne doit pas être vide",
        [NotPositive] = "doit être supérieur à 0",
    };

    /// <summary>The predicate in French; what has no translation stays in English.</summary>
    public static string InFrench(string problem) => French.GetValueOrDefault(problem, problem);
}
