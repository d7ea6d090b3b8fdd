using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>Whether a customer could be served beside the others.</summary>
internal static class CustomerCheck
{
    /// <param name="others">The customers that there are; the same key among them is passed over.</param>
    /// <returns>Null when something is worse than a warning.</returns>
    public static CustomerParameters? Check(
        CustomerRow row,
        IEnumerable<CustomerRow> others,
        ICollection<ParameterProblem> problems
    )
    {
        if (Read(CustomerDocument.Of(row), problems) is not { } parameters)
        {
            return null;
        }
        if (parameters.Canopsis.AuthKeySecret is null)
        {
            problems.Add(
                new(
                    "canopsis_authkey",
                    "***",
                    "It is stored in clear, readable for everybody who may read the table. Put it into Key Vault and name it in canopsis_authkey_secret.",
                    IsWarning: true
                )
            );
        }
        if (parameters is { Identity.Prefix.Length: > 0, Downtimes.Template: not null })
        {
            problems.Add(
                new(
                    "component_prefix",
                    parameters.Identity.Prefix,
                    "The template of downtimes writes its entity_pattern itself: write the prefix there, too.",
                    IsWarning: true
                )
            );
        }
        foreach (var other in others.Where(other => other.Key != row.Key))
        {
            if (
                Read(CustomerDocument.Of(other), []) is { } theirs
                && theirs.Identity == parameters.Identity
                && !(theirs.SharesEntities && parameters.SharesEntities)
            )
            {
                problems.Add(CanopsisIdentity.Collision(other.Key, parameters.Identity));
                return null;
            }
        }
        return parameters;
    }

    private static CustomerParameters? Read(CustomerDocument document, ICollection<ParameterProblem> problems)
    {
        if (document.Fault is { } fault)
        {
            problems.Add(fault);
            return null;
        }
        return CustomerParameters.Read(document.Parameters, document.Named, problems);
    }
}
