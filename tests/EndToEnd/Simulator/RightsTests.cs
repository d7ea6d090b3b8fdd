using System.Net;
using Forwarder.Simulator.Api;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>Users with rights of their own: 403 by route and right (canopsis-api 1.3).</summary>
public sealed class RightsTests
{
    [Theory]
    [InlineData("event", "POST event", 200)]
    [InlineData("pbehavior=crud", "POST event", 403)]
    [InlineData("pbehavior=c", "POST pbehaviors", 400)]
    [InlineData("pbehavior=rud", "POST pbehaviors", 403)]
    [InlineData("pbehavior=r", "GET pbehaviors", 200)]
    [InlineData("pbehavior=cud", "GET pbehaviors", 403)]
    [InlineData("pbehavior=u", "POST pbehavior-comments", 400)]
    [InlineData("pbehavior=crd", "POST pbehavior-comments", 403)]
    [InlineData("pbehavior=d", "DELETE pbehaviors?name=x", 404)]
    [InlineData("pbehavior=cru", "DELETE pbehaviors?name=x", 403)]
    [InlineData("pbehavior=cd", "PUT bulk/connector-pbehaviors", 207)]
    [InlineData("pbehavior=cru", "PUT bulk/connector-pbehaviors", 403)]
    [InlineData("pbehavior=rud", "PUT bulk/connector-pbehaviors", 403)]
    [InlineData("pbehaviortype=r", "GET pbehavior-types", 200)]
    [InlineData("event,pbehavior=crud,pbehaviorreason=crud", "GET pbehavior-types", 403)]
    [InlineData("pbehaviorreason=r", "GET pbehavior-reasons", 200)]
    [InlineData("pbehaviorreason=c", "GET pbehavior-reasons", 403)]
    [InlineData("pbehaviorreason=c", "POST pbehavior-reasons", 400)]
    [InlineData("event,pbehavior=crud,pbehaviortype=r,pbehaviorreason=r", "POST pbehavior-reasons", 403)]
    public async Task A_route_asks_for_its_right_alone(string rights, string call, int status)
    {
        await using var simulator = await RunningSimulator.StartAsync(
            "25.04.0",
            users: new User
            {
                Name = "forwarder",
                Key = "key-of-forwarder",
                Rights = rights,
            }
        );
        var parts = call.Split(' ');
        var body = parts[1].StartsWith("bulk", StringComparison.Ordinal) || parts[1] == "event" ? "[]" : "{}";
        var method = HttpMethod.Parse(parts[0]);
        var reply = await simulator.CallAsync(
            method,
            parts[1],
            method == HttpMethod.Get ? null : body,
            "key-of-forwarder"
        );
        Assert.Equal(status, (int)reply.Status);
    }

    [Fact]
    public async Task Rights_and_key_of_a_user_change_while_it_runs()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await SetAsync("old-key", "event");
        Assert.Equal(HttpStatusCode.OK, await PostAsync("old-key"));
        await SetAsync("old-key", "");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("old-key"));
        await SetAsync("new-key", "event");
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("old-key"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("new-key"));

        Task<Reply> SetAsync(string key, string rights) =>
            simulator.SendAsync(
                HttpMethod.Post,
                "/simulator/users",
                $$"""{"name":"forwarder","key":"{{key}}","rights":"{{rights}}"}"""
            );

        async Task<HttpStatusCode> PostAsync(string key) =>
            (await simulator.CallAsync(HttpMethod.Post, "event", "[]", key)).Status;
    }

    [Fact]
    public void A_user_of_the_command_line_has_three_or_four_parts()
    {
        var user = User.Parse("a:key:event,pbehavior=crd:fr");
        Assert.Equal(("a", "key", "fr"), (user.Name, user.Key, user.Language));
        Assert.Equal(Crud.Create | Crud.Read | Crud.Delete, Rights.Parse(user.Rights).Pbehaviors);
        Assert.Throws<FormatException>(() => User.Parse("a:key"));
        Assert.Throws<FormatException>(() => User.Parse("a:key:everything"));
    }
}
