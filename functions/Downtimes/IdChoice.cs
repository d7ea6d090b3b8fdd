using System.Text.Json;

namespace Forwarder.Functions.Downtimes;

/// <summary>Which item of a list is meant (decision 18). Pure.</summary>
internal static class IdChoice
{
    // Every Canopsis has it.
    private const string StockReason = "Default";

    /// <summary>The id of the item of exactly this name, of the last if there are several.</summary>
    public static string? ByName(IReadOnlyList<JsonElement> items, string name) =>
        items
            .Where(item => PbehaviorReader.Text(item, "name") == name)
            .Select(item => PbehaviorReader.Text(item, "_id"))
            .LastOrDefault(id => id is not null);

    /// <summary>A reason that may stand for one that cannot be created.</summary>
    public static (string Id, string Name)? Instead(IReadOnlyList<JsonElement> reasons) =>
        reasons
            .Select(item => (Id: PbehaviorReader.Text(item, "_id"), Name: PbehaviorReader.Text(item, "name")))
            .Where(item => item is { Id: not null, Name: not null })
            .OrderBy(item => item.Name == StockReason ? 0 : 1)
            .Select(item => ((string Id, string Name)?)(item.Id!, item.Name!))
            .FirstOrDefault();
}
