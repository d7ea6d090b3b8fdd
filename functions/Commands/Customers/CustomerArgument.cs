using System.CommandLine;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Commands.Customers;

internal static class CustomerArgument
{
    private const string Form = "1 to 40 of a-z, 0-9 and -";

    public static Argument<string> Create()
    {
        var argument = new Argument<string>("CUSTOMER")
        {
            Description = $"Its key: {Form}, the first half of a publisher id.",
        };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !CustomerFolder.IsCustomerKey(token.Value))
            {
                result.AddError($"CUSTOMER = {token.Value}: write {Form}.");
            }
        });
        return argument;
    }
}
