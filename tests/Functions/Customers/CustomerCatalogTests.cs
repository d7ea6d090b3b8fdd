using Forwarder.Functions.Customers;
using Forwarder.Functions.Tests.Logging;
using Microsoft.Extensions.Logging;

namespace Forwarder.Functions.Tests.Customers;

public sealed class CustomerCatalogTests : IDisposable
{
    private const string Valid = """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY"}""";

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly RecordingLogger<CustomerCatalog> log = new();
    private readonly CustomerCatalog catalog;

    public CustomerCatalogTests() =>
        catalog = new CustomerCatalog(
            new CustomerSources(null, new CustomerFolder(folder.Path), log),
            null,
            TimeSpan.FromSeconds(60),
            time,
            log
        );

    [Fact]
    public async Task Each_file_is_a_customer()
    {
        folder.Write("lab.json", Valid);
        folder.Write("readme.txt", "no customer");

        Assert.Equal("lab", (await FindAsync("lab"))?.Key);
        Assert.Null(await FindAsync("other"));
        Assert.Null(await FindAsync("readme"));
    }

    [Fact]
    public async Task A_new_or_changed_file_counts_after_the_interval()
    {
        folder.Write("lab.json", Valid);
        var first = (await FindAsync("lab"));
        folder.Write(
            "lab.json",
            """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY","max_buffer_size":7}"""
        );
        folder.Write("new.json", Valid.Replace("canopsis.example", "other.example", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(first, (await FindAsync("lab")));
        Assert.Null(await FindAsync("new"));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, (await FindAsync("lab"))?.Canopsis.MaxEventsPerRequest);
        Assert.NotNull(await FindAsync("new"));
    }

    [Fact]
    public async Task An_unchanged_file_keeps_its_connections()
    {
        folder.Write("lab.json", Valid);
        var first = (await FindAsync("lab"));

        time.Advance(TimeSpan.FromHours(1));

        Assert.Same(first, (await FindAsync("lab")));
    }

    [Fact]
    public async Task An_invalid_customer_disables_only_itself_and_names_every_problem()
    {
        folder.Write("good.json", Valid);
        folder.Write(
            "bad.json",
            """{"canopsis_authkey":"KEY 1","sending_protocol":"ftp","connector_nam":"x","hard_only":1,"max_buffer_size":0}"""
        );

        Assert.Null(await FindAsync("bad"));
        Assert.NotNull(await FindAsync("good"));

        var problems = log.Entries.Where(entry => entry.Id == 201).Select(entry => entry.Message).ToList();
        Assert.All(problems, problem => Assert.Contains("bad", problem, StringComparison.Ordinal));
        string[] named =
        [
            "sending_protocol = ftp",
            "connector_nam",
            "hard_only",
            "max_buffer_size = 0",
            "canopsis_host",
        ];
        Assert.All(
            named,
            name => Assert.Contains(problems, problem => problem.Contains(name, StringComparison.Ordinal))
        );
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("KEY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"format_file\":\"a\\u0000b\"", "format_file")]
    [InlineData("\"connector\":\"\\ud800\"", "connector")]
    [InlineData("\"canopsis_host\":\"\\udfff\"", "canopsis_host")]
    [InlineData("\"format_file\":\"\\ud800\",\"max_buffer_size\":0", "format_file")]
    [InlineData("\"canopsis_authkey\":[\"\\ud800\"]", "canopsis_authkey")]
    [InlineData("\"custom_code_file\":[\"\\ud800\"]", "custom_code_file")]
    [InlineData("\"\\ud800\":1", "member 3")]
    public async Task Text_that_is_none_disables_only_its_own_customer(string member, string named)
    {
        folder.Write("good.json", Valid);
        folder.Write("lab.json", Valid.Replace("canopsis.ex", "other.ex", StringComparison.Ordinal));
        var valid = await FindAsync("lab");
        var changed = Valid.Replace("}", $",{member}}}", StringComparison.Ordinal);
        folder.Write("lab.json", changed);
        folder.Write("new.json", changed);
        folder.Write("zoo.json", Valid.Replace("canopsis.ex", "zoo.ex", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromSeconds(60));

        Assert.NotNull(await FindAsync("good"));
        Assert.NotNull(await FindAsync("zoo"));
        Assert.Null(await FindAsync("new"));
        Assert.Same(valid, await FindAsync("lab"));
        Assert.Contains(
            log.Entries,
            entry => entry.Id == 201 && entry.Message.Contains($"{named}", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 209);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_disable_only_their_own_customer()
    {
        folder.Write("good.json", Valid);
        byte[] bytes =
        [
            .. "{\"canopsis_host\":\"h\",\"canopsis_authkey\":\"KEY\",\"connector\":{\"a\":\""u8,
            0xff,
            .. "\"}}"u8,
        ];
        File.WriteAllBytes(Path.Combine(folder.Path, "bad.json"), bytes);

        Assert.NotNull(await FindAsync("good"));
        Assert.Null(await FindAsync("bad"));
        Assert.Contains(log.Entries, entry => entry.Id == 201);
    }

    [Fact]
    public async Task What_nobody_foresaw_in_one_customer_leaves_its_last_version_and_the_others_in_use()
    {
        folder.Write("good.json", Valid);
        folder.Write("lab.json", Valid.Replace("canopsis.ex", "lab.ex", StringComparison.Ordinal));
        var valid = await FindAsync("lab");
        log.Throws = entry => entry.Message == "Customer lab: parameters read.";
        folder.Write("lab.json", Valid.Replace("canopsis.ex", "changed.ex", StringComparison.Ordinal));
        folder.Write("zoo.json", Valid.Replace("canopsis.ex", "zoo.ex", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromSeconds(60));

        Assert.NotNull(await FindAsync("good"));
        Assert.NotNull(await FindAsync("zoo"));
        Assert.Same(valid, await FindAsync("lab"));
        Assert.Single(log.Entries, entry => entry is { Id: 209, Level: LogLevel.Error });

        log.Throws = _ => false;
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("changed.example.test", (await FindAsync("lab"))!.Parameters.Identity.Host);
    }

    [Fact]
    public async Task The_last_valid_version_stays_while_a_file_is_invalid()
    {
        folder.Write("lab.json", Valid);
        var valid = (await FindAsync("lab"));

        folder.Write("lab.json", "{\"canopsis_host\":");
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Same(valid, (await FindAsync("lab")));
        Assert.Single(log.Entries, entry => entry is { Id: 203, Level: LogLevel.Error });

        time.Advance(TimeSpan.FromSeconds(60));
        await FindAsync("lab");
        Assert.Single(log.Entries, entry => entry.Id == 203);
    }

    [Fact]
    public async Task A_removed_file_removes_the_customer()
    {
        var file = folder.Write("lab.json", Valid);
        Assert.NotNull(await FindAsync("lab"));

        File.Delete(file);
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(await FindAsync("lab"));
    }

    [Fact]
    public async Task A_folder_that_disappears_keeps_everybody()
    {
        folder.Write("lab.json", Valid);
        Assert.NotNull(await FindAsync("lab"));
        var aside = folder.Path + "-aside";
        Directory.Move(folder.Path, aside);
        try
        {
            time.Advance(TimeSpan.FromSeconds(60));

            Assert.NotNull(await FindAsync("lab"));
            Assert.Contains(log.Entries, entry => entry.Id == 205);
        }
        finally
        {
            Directory.Move(aside, folder.Path);
        }
    }

    [Fact]
    public async Task A_file_whose_name_is_no_customer_is_refused()
    {
        folder.Write("Not A Customer.json", Valid);

        Assert.Null(await FindAsync("Not A Customer"));
        Assert.Contains(log.Entries, entry => entry.Id == 201);
    }

    [Fact]
    public async Task Of_two_customers_with_the_same_entities_the_later_one_is_refused_until_it_differs()
    {
        folder.Write("first.json", Valid);
        folder.Write("second.json", Valid);

        Assert.NotNull(await FindAsync("first"));
        Assert.Null(await FindAsync("second"));
        Assert.Contains(
            log.Entries,
            entry => entry.Id == 201 && entry.Message.Contains("second", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("KEY", StringComparison.Ordinal));

        folder.Write("first.json", Valid.Replace("}", ",\"component_prefix\":\"f-\"}", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.NotNull(await FindAsync("first"));
        Assert.NotNull(await FindAsync("second"));
    }

    [Fact]
    public async Task Another_port_of_the_same_host_is_the_same_Canopsis()
    {
        folder.Write("first.json", Valid);
        folder.Write("second.json", Valid.Replace("}", ",\"canopsis_port\":8443}", StringComparison.Ordinal));

        Assert.NotNull(await FindAsync("first"));
        Assert.Null(await FindAsync("second"));
    }

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "0", false)]
    public async Task Two_customers_may_share_their_entities_when_both_say_so(string one, string other, bool isAccepted)
    {
        folder.Write("first.json", Valid.Replace("}", $",\"shared_entities\":{one}}}", StringComparison.Ordinal));
        folder.Write("second.json", Valid.Replace("}", $",\"shared_entities\":{other}}}", StringComparison.Ordinal));

        Assert.NotNull(await FindAsync("first"));
        Assert.Equal(isAccepted, await FindAsync("second") is not null);
    }

    public void Dispose()
    {
        catalog.Dispose();
        folder.Dispose();
    }

    private async Task<Customer?> FindAsync(string key)
    {
        await catalog.RefreshAsync(TestContext.Current.CancellationToken);
        return catalog.Find(key);
    }
}
