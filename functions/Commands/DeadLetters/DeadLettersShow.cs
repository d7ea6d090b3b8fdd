using System.CommandLine;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.DeadLetters;

/// <summary><c>forwarder dead-letters show</c>: one letter with its event.</summary>
internal static class DeadLettersShow
{
    public static Command Create()
    {
        var customer = LetterOptions.Customer(isRequired: true);
        var id = new Argument<string>("ID") { Description = "As dead-letters list prints it." };
        return OperatorCommand.Create(
            "show",
            "Prints one dead letter with its event and the reason.",
            ["forwarder dead-letters show --customer acme 20260302T101530-central-0f8a-0000000000000004711-0000007"],
            [customer, id],
            async (context, cancellation) =>
            {
                var letter =
                    await LetterOptions
                        .Desk(context)
                        .LetterAsync(context.Value(customer)!, context.Value(id), cancellation)
                    ?? throw new CommandRefusedException(
                        $"there is no dead letter {context.Value(id)}.",
                        ExitCodes.Usage
                    );
                OperatorContext.Print(json =>
                {
                    LetterJson.Letter(json, letter);
                    LetterJson.Content(json, letter);
                });
                return 0;
            }
        );
    }
}
