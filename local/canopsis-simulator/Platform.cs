using Forwarder.Simulator.Api;
using Forwarder.Simulator.Bulk;
using Forwarder.Simulator.Pbehaviors;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator;

/// <summary>Pbehaviors, their types and their reasons, with all routes to them. One request at a time touches them.</summary>
internal sealed class Platform
{
    private readonly Lock gate = new();
    private readonly Profile profile;
    private readonly VocabularyStore vocabulary;
    private readonly PbehaviorStore pbehaviors;

    public Platform(Profile profile, TimeProvider time)
    {
        this.profile = profile;
        vocabulary = new VocabularyStore(profile, time);
        pbehaviors = new PbehaviorStore(vocabulary, time);
    }

    /// <summary>Adds the routes that this version has.</summary>
    public void Map(RouteTable routes)
    {
        var names = new VocabularyWriter(profile);
        var writer = new PbehaviorWriter(profile, names);
        var check = new DraftCheck(profile, pbehaviors, vocabulary);
        var own = new RouteTable();
        new TypeRoutes(profile, vocabulary, names).Map(own);
        new ReasonRoutes(profile, vocabulary, names).Map(own);
        new PbehaviorRoutes(profile, pbehaviors, check, writer).Map(own);
        new CommentRoutes(profile, pbehaviors, writer).Map(own);
        new PbehaviorBulk(profile, pbehaviors, check).Map(own);
        if (profile.HasEntityPbehaviors)
        {
            new EntityBulk(profile, pbehaviors, check).Map(own);
        }
        if (profile.HasConnectorPbehaviors)
        {
            new ConnectorBulk(profile, pbehaviors, check).Map(own);
        }
        foreach (var (method, path, route) in own.All)
        {
            routes.Add(method, path, route with { Handle = call => Alone(() => route.Handle(call)) });
        }
    }

    /// <summary>Changes types and reasons as an administrator would.</summary>
    public void Administer(Action<VocabularyStore> change) =>
        Alone(() =>
        {
            change(vocabulary);
            return true;
        });

    /// <summary>As on the first day.</summary>
    public void Reset() =>
        Alone(() =>
        {
            pbehaviors.Clear();
            vocabulary.Reset();
            return true;
        });

    private T Alone<T>(Func<T> work)
    {
        lock (gate)
        {
            return work();
        }
    }
}
