using Forwarder.Contracts.Publishers;

namespace Forwarder.Contracts.Tests.Publishers;

public sealed class PublisherTests
{
    private const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static readonly DateTimeOffset Expires = DateTimeOffset.FromUnixTimeSeconds(1893456000);

    [Fact]
    public void The_worked_example_of_the_platform_is_signed_to_the_letter()
    {
        var token = SasToken.Sign(
            new Uri("https://contoso-ns.servicebus.windows.net/events"),
            "edge-send",
            Key,
            Expires
        );
        Assert.Equal(
            "SharedAccessSignature sr=https%3A%2F%2Fcontoso-ns.servicebus.windows.net%2Fevents"
                + "&sig=%2BLrdpkpyhh29bVtAMKhag5oVAJd99B%2F31jk5uKq6HXE%3D&se=1893456000&skn=edge-send",
            token
        );
    }

    [Fact]
    public void A_token_says_its_scope_its_end_and_its_policy()
    {
        var text = SasToken.Sign(
            new Uri("https://Contoso.servicebus.windows.net/events/publishers/acme.paris-1/"),
            "edge send",
            Key,
            Expires
        );
        Assert.True(SasToken.TryRead(text, out var token));
        Assert.Equal(
            new SasToken("https://contoso.servicebus.windows.net/events/publishers/acme.paris-1", Expires, "edge send"),
            token
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer x")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=c&skn=d")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=99999999999999&skn=d")]
    [InlineData("SharedAccessSignature sr=a&sr=a&sig=b&se=1&skn=d")]
    [InlineData("SharedAccessSignature sr=a&se=1&skn=d")]
    public void What_is_no_token_is_not_read(string? text)
    {
        Assert.False(SasToken.TryRead(text, out var token));
        Assert.Null(token);
    }

    [Theory]
    [InlineData("acme.paris-1", "acme", "paris-1")]
    [InlineData("0.a", "0", "a")]
    public void A_publisher_is_a_customer_and_an_agent(string text, string customer, string agent)
    {
        Assert.True(PublisherId.TryParse(text, out var id));
        Assert.Equal(new PublisherId(customer, agent), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("acme")]
    [InlineData("acme.")]
    [InlineData(".paris")]
    [InlineData("acme.paris.1")]
    [InlineData("Acme.paris")]
    [InlineData("acme.paris\n")]
    [InlineData("acme_2.paris")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.paris")]
    public void Anything_else_is_no_publisher(string? text) => Assert.False(PublisherId.TryParse(text, out _));
}
