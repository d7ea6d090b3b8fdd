namespace Forwarder.Simulator.Api;

/// <summary>The routes by path and method. A path may have one variable part, written <c>:id</c>.</summary>
internal sealed class RouteTable
{
    private const string Variable = ":id";

    private readonly Dictionary<string, Dictionary<string, ApiRoute>> routes = new(StringComparer.Ordinal);

    public IEnumerable<(string Method, string Path, ApiRoute Route)> All =>
        routes.SelectMany(entry => entry.Value.Select(route => (route.Key, entry.Key, route.Value)));

    public void Add(string method, string path, ApiRoute route)
    {
        if (!routes.TryGetValue(path, out var methods))
        {
            routes[path] = methods = new(StringComparer.Ordinal);
        }
        methods.Add(method, route);
    }

    /// <summary>The methods of a decoded path, or null; a path without variable goes first.</summary>
    public IReadOnlyDictionary<string, ApiRoute>? Find(string path, out string id)
    {
        id = "";
        if (routes.TryGetValue(path, out var methods))
        {
            return methods;
        }
        var parts = path.Split('/');
        for (var i = parts.Length - 1; i > 0; i--)
        {
            var candidate = parts[i];
            parts[i] = Variable;
            if (candidate.Length > 0 && routes.TryGetValue(string.Join('/', parts), out methods))
            {
                id = candidate;
                return methods;
            }
            parts[i] = candidate;
        }
        return null;
    }
}
