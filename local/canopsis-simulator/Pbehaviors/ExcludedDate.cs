using System.Globalization;
using System.Text.Json;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>Dates on which a recurrence does not happen: <c>begin</c>, <c>end</c>, <c>type</c>.</summary>
internal static class ExcludedDate
{
    public static bool HaveStructure(JsonElement dates) =>
        dates.ValueKind == JsonValueKind.Undefined
        || dates
            .EnumerateArray()
            .All(date =>
            {
                if (date.ValueKind != JsonValueKind.Object)
                {
                    return false;
                }
                var fields = new BodyFields(date);
                _ = fields.Seconds("begin");
                _ = fields.Seconds("end");
                _ = fields.Text("type");
                return !fields.IsMalformed;
            });

    public static void Check(FieldErrors errors, JsonElement dates, VocabularyStore store)
    {
        if (dates.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }
        var hasUnknownType = false;
        foreach (var (index, date) in dates.EnumerateArray().Index())
        {
            var key = $"exdates.{index.ToString(CultureInfo.InvariantCulture)}";
            var fields = new BodyFields(date);
            var begin = fields.Seconds("begin");
            var end = fields.Seconds("end");
            var type = fields.Text("type");
            errors.AddWhen(begin is null, $"{key}.begin", "Begin", ErrorTexts.Missing);
            errors.AddWhen(end is null, $"{key}.end", "End", ErrorTexts.Missing);
            errors.AddWhen(end < begin, $"{key}.end", "End", "should be greater than Begin");
            errors.AddWhen(type.Length == 0, $"{key}.type", "Type", ErrorTexts.Missing);
            hasUnknownType |= type.Length > 0 && store.Type(type) is null;
        }
        errors.AddWhen(hasUnknownType, "exdates", "Exdates", ErrorTexts.Unknown);
    }
}
