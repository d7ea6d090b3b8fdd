using System.Globalization;
using System.Text.RegularExpressions;
using Forwarder.Simulator.Api;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Forwarder.Simulator.Listing;

/// <summary>The query of a list: page, order, search (canopsis-api 3.3).</summary>
internal sealed class ListQuery
{
    private const int DefaultLimit = 10;

    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, StringValues> parameters;

    private Regex? search;

    private ListQuery(Dictionary<string, StringValues> parameters) => this.parameters = parameters;

    public int Page { get; private set; } = 1;

    public int Limit { get; private set; } = DefaultLimit;

    /// <summary>Whether the list comes in pages at all.</summary>
    public bool IsPaged { get; private set; } = true;

    public bool IsDescending { get; private set; }

    /// <summary>Field to sort by, or null for the list's own order.</summary>
    public string? SortBy { get; private set; }

    /// <summary>Wrong values, answered all at once.</summary>
    public FieldErrors Errors { get; } = new();

    /// <summary>A number or a flag that is none.</summary>
    public bool IsMalformed { get; private set; }

    public static ListQuery Read(ApiRequest request, IReadOnlyCollection<string> sortFields)
    {
        var query = new ListQuery(QueryHelpers.ParseQuery(request.Query));
        query.Page = query.Positive("page", "Page", query.Page);
        query.Limit = query.Positive("limit", "Limit", query.Limit);
        query.IsPaged = query.Flag("paginate") ?? true;
        var sort = query.Text("sort");
        query.Errors.AddWhen(sort is not ("" or "asc" or "desc"), "sort", "Sort", "must be one of [asc desc]");
        query.IsDescending = sort == "desc";
        var field = query.Text("sort_by");
        var isUnknown = field.Length > 0 && !sortFields.Contains(field, StringComparer.Ordinal);
        query.Errors.AddWhen(isUnknown, "sort_by", "SortBy", $"must be one of [{string.Join(' ', sortFields)}]");
        query.SortBy = field.Length > 0 ? field : null;
        return query;
    }

    public string Text(string name) => parameters.TryGetValue(name, out var values) ? values[0] ?? "" : "";

    public IReadOnlyList<string> Texts(string name) =>
        parameters.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    public bool? Flag(string name)
    {
        switch (Text(name))
        {
            case "":
                return null;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            default:
                IsMalformed = true;
                return null;
        }
    }

    /// <summary>
    /// Whether one of the texts contains what is searched, a regular expression without regard to case. A search that is none
    /// is a failure of the database.
    /// </summary>
    /// <exception cref="RegexParseException">It is no regular expression.</exception>
    public bool Matches(params ReadOnlySpan<string> texts)
    {
        var text = Text("search");
        if (text.Length == 0)
        {
            return true;
        }
        search ??= new Regex(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, SearchLimit);
        foreach (var candidate in texts)
        {
            if (search.IsMatch(candidate))
            {
                return true;
            }
        }
        return false;
    }

    private int Positive(string name, string label, int fallback)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            return fallback;
        }
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            IsMalformed = true;
            return fallback;
        }
        Errors.AddWhen(value <= 0, name, label, ErrorTexts.NotPositive);
        return value;
    }
}
