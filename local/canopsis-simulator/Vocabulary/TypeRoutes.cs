using Forwarder.Simulator.Api;
using Forwarder.Simulator.Listing;

namespace Forwarder.Simulator.Vocabulary;

/// <summary><c>GET /api/v4/pbehavior-types</c> (canopsis-api 4.1).</summary>
internal sealed class TypeRoutes(Profile profile, VocabularyStore store, VocabularyWriter writer)
{
    private static readonly string[] SortFields = ["name", "priority"];

    public void Map(RouteTable routes) =>
        routes.Add(
            HttpMethods.Get,
            "/api/v4/pbehavior-types",
            new ApiRoute(rights => rights.Types.HasFlag(Crud.Read), call => new(List(call)))
        );

    private Answer List(ApiCall call)
    {
        var query = ListQuery.Read(call.Request, SortFields);
        var showsHidden = query.Flag("with_hidden") == true || !profile.LeavesOutHidden;
        var isDefault = query.Flag("default");
        var kinds = profile.LeavesOutHidden ? query.Texts("types[]") : [];
        return ListAnswer.Of(query, call, profile, Select, writer.Write);

        IEnumerable<PbehaviorType> Select()
        {
            var selected = store
                .Types.Where(type => showsHidden || !type.IsHidden)
                .Where(type => isDefault != true || type.IsDefault)
                .Where(type => kinds.Count == 0 || kinds.Contains(type.Kind, StringComparer.Ordinal))
                .Where(type => query.Matches(type.Id, type.Name, type.Description, type.Kind));
            var sorted =
                query.SortBy == "priority"
                    ? selected.OrderBy(type => type.Priority)
                    : selected.OrderBy(type => type.Name, StringComparer.Ordinal);
            return query.IsDescending ? sorted.Reverse() : sorted;
        }
    }
}
