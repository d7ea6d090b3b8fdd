using System.Globalization;
using Forwarder.Benchmarks;

// Mapping is the only benchmark so far; its argument is the number of rounds.
var rounds =
    args is [var text] && int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 5;
return MappingBenchmark.Run(rounds, Console.Out);
