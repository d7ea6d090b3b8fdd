using System.CommandLine;

namespace Forwarder.Functions.Commands.Customers;

/// <summary><c>forwarder customers</c>: who is served, kept in table <c>customers</c>. The functions read changes within 60 seconds.</summary>
internal static class CustomersCommand
{
    public static Command Create() =>
        new("customers", "Adds, shows and pauses customers. The functions follow within 60 seconds.")
        {
            CustomersAdd.Create(),
            CustomersShow.Create(),
            CustomersList.Create(),
            CustomersPause.Create("pause", isPaused: true),
            CustomersPause.Create("resume", isPaused: false),
            CustomersRemove.Create(),
        };
}
