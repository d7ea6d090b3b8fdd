using System.CommandLine;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Commands.DeadLetters;

internal static class LetterOptions
{
    public static Option<string?> Customer(bool isRequired)
    {
        var option = new Option<string?>("--customer") { Description = "Of this customer.", Required = isRequired };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !CustomerFolder.IsCustomerKey(token.Value))
            {
                result.AddError($"--customer {token.Value}: write 1 to 40 of a-z, 0-9 and -.");
            }
        });
        return option;
    }

    public static Option<string?> Cause()
    {
        var option = new Option<string?>("--cause") { Description = "Only of this cause." };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<DeadLetterReason>().Select(DeadLetterEntity.Name)]);
        return option;
    }

    public static LetterDesk Desk(OperatorContext context) =>
        new(context.Tables.Table(TableDeadLetters.TableName), context.Time);
}
