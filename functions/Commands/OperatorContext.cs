using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Commands;

/// <summary>What a command of an operator works with: its arguments, the tables of the installation, and where it prints.</summary>
internal sealed class OperatorContext(
    ParseResult parsed,
    Option<string?> storage,
    Option<bool> json,
    IReadOnlyDictionary<string, string> environment
)
{
    public static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    private readonly Lazy<TableService> tables = new(() => Open(parsed.GetValue(storage), environment));

    public bool IsJson => parsed.GetValue(json);

    /// <exception cref="CommandRefusedException">It is not said where they are.</exception>
    public TableService Tables => tables.Value;

    /// <summary>The app settings that the command sees.</summary>
    public IReadOnlyDictionary<string, string> Settings => environment;

    public TimeProvider Time { get; } = TimeProvider.System;

    public T Value<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public static void Print(string line) => Console.Out.WriteLine(line);

    /// <summary>Prints one JSON document on stdout.</summary>
    public static void Print(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Prints what is wrong on stderr, warnings as such.</summary>
    public static void Tell(IEnumerable<ParameterProblem> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem.IsWarning ? $"warning: {problem}" : problem.ToString());
        }
    }

    private static TableService Open(string? connection, IReadOnlyDictionary<string, string> environment)
    {
        var problems = new List<string>();
        var settings = connection is null
            ? environment
            : new Dictionary<string, string>(StringComparer.Ordinal) { [StorageSettings.Connection] = connection };
        if (StorageSettings.Read(settings, problems) is { } account)
        {
            return new TableService(account, TimeProvider.System);
        }
        var hint =
            $"Give --storage CONNECTION, or the app's settings ({StorageSettings.Connection}…) as environment variables.";
        throw new CommandRefusedException($"{string.Join(' ', problems)} {hint}", ExitCodes.Usage);
    }
}
