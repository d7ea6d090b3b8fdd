using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Tests.Tokens;

public sealed class HubAddressTests
{
    [Fact]
    public void An_address_gives_what_is_below_it()
    {
        var hub = HubAddress.Parse(" https://Contoso.servicebus.windows.net/events/ ")!;

        Assert.Equal("contoso.servicebus.windows.net", hub.Host);
        Assert.Equal("events", hub.Name);
        Assert.Equal("https://contoso.servicebus.windows.net/events", hub.ToString());
        var publisher = new PublisherId("acme", "central");
        Assert.Equal(
            "https://contoso.servicebus.windows.net/events/publishers/acme.central",
            hub.Publisher(publisher).ToString()
        );
        Assert.Equal("/events/revokedpublishers/acme.central", hub.Revoked(publisher).AbsolutePath);
        Assert.Equal("/events/revokedpublishers", hub.Revoked().AbsolutePath);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8090/events")]
    [InlineData("http://localhost:8090/events")]
    [InlineData("http://[::1]:8090/events")]
    public void A_stand_in_on_this_machine_may_be_without_encryption(string text) =>
        Assert.Equal(text, HubAddress.Parse(text)?.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("contoso.servicebus.windows.net")]
    [InlineData("https://contoso.servicebus.windows.net")]
    [InlineData("https://contoso.servicebus.windows.net/events/publishers/acme.central")]
    [InlineData("https://contoso.servicebus.windows.net/events?x=1")]
    [InlineData("https://user:password@contoso.servicebus.windows.net/events")]
    [InlineData("http://contoso.servicebus.windows.net/events")]
    [InlineData("sb://contoso.servicebus.windows.net/events")]
    public void What_is_no_address_of_a_hub_is_refused(string? text) => Assert.Null(HubAddress.Parse(text));
}
