using System.CommandLine;

namespace Forwarder.Functions.Commands.Downtimes;

internal static class CustomerOption
{
    public static Option<string> Create() =>
        new("--customer")
        {
            Description = "Key of the customer, the first half of its publisher ids.",
            Required = true,
        };
}
