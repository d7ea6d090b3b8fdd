using System.Globalization;
using Forwarder.Benchmarks;
using Forwarder.Benchmarks.Agent;
using Forwarder.Benchmarks.Delivery;

// Forwarder.Benchmarks [mapping|decoding|loading|committing|publishing|delivery|starting] [AGENT] [ROUNDS]
// AGENT: path of the program to measure instead of that of this build
var subject = args.Length > 0 && !char.IsAsciiDigit(args[0][0]) ? args[0] : "mapping";
var rounds =
    args.Length > 0 && int.TryParse(args[^1], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 5;
if (args.Length > 1 && args[1].Contains('/', StringComparison.Ordinal))
{
    AgentUnderLoad.Program = Path.GetFullPath(args[1]);
}
switch (subject)
{
    case "mapping":
        return MappingBenchmark.Run(rounds, Console.Out);
    case "decoding":
        return DecodingBenchmark.Run(rounds, Console.Out);
    case "loading":
        return LoadingBenchmark.Run(rounds, Console.Out);
    case "committing":
        return await CommitBenchmark.RunAsync(rounds, Console.Out);
    case "delivery":
        return await DeliveryBenchmark.RunAsync(rounds, Console.Out);
    case "publishing":
        return await PublishBenchmark.RunAsync(Console.Out);
    case "starting":
        return await PublishBenchmark.RunStartsAsync(rounds, Console.Out);
    default:
        await Console.Error.WriteLineAsync(
            "Forwarder.Benchmarks [mapping|decoding|loading|committing|publishing|delivery|starting] [AGENT] [ROUNDS]"
        );
        return 2;
}
