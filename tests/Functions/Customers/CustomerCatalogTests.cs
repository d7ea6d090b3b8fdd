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
        catalog = new CustomerCatalog(new CustomerFolder(folder.Path), TimeSpan.FromSeconds(60), time, log);

    [Fact]
    public void Each_file_is_a_customer()
    {
        folder.Write("lab.json", Valid);
        folder.Write("readme.txt", "no customer");

        Assert.Equal("lab", catalog.Find("lab")?.Key);
        Assert.Null(catalog.Find("other"));
        Assert.Null(catalog.Find("readme"));
    }

    [Fact]
    public void A_new_or_changed_file_counts_after_the_interval()
    {
        folder.Write("lab.json", Valid);
        var first = catalog.Find("lab");
        folder.Write(
            "lab.json",
            """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY","max_buffer_size":7}"""
        );
        folder.Write("new.json", Valid);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(first, catalog.Find("lab"));
        Assert.Null(catalog.Find("new"));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, catalog.Find("lab")?.Canopsis.MaxEventsPerRequest);
        Assert.NotNull(catalog.Find("new"));
    }

    [Fact]
    public void An_unchanged_file_keeps_its_connections()
    {
        folder.Write("lab.json", Valid);
        var first = catalog.Find("lab");

        time.Advance(TimeSpan.FromHours(1));

        Assert.Same(first, catalog.Find("lab"));
    }

    [Fact]
    public void An_invalid_customer_disables_only_itself_and_names_every_problem()
    {
        folder.Write("good.json", Valid);
        folder.Write(
            "bad.json",
            """{"canopsis_authkey":"KEY 1","sending_protocol":"ftp","connector_nam":"x","hard_only":1,"max_buffer_size":0}"""
        );

        Assert.Null(catalog.Find("bad"));
        Assert.NotNull(catalog.Find("good"));

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

    [Fact]
    public void The_last_valid_version_stays_while_a_file_is_invalid()
    {
        folder.Write("lab.json", Valid);
        var valid = catalog.Find("lab");

        folder.Write("lab.json", "{\"canopsis_host\":");
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Same(valid, catalog.Find("lab"));
        Assert.Single(log.Entries, entry => entry is { Id: 203, Level: LogLevel.Error });

        time.Advance(TimeSpan.FromSeconds(60));
        catalog.Find("lab");
        Assert.Single(log.Entries, entry => entry.Id == 203);
    }

    [Fact]
    public void A_removed_file_removes_the_customer()
    {
        var file = folder.Write("lab.json", Valid);
        Assert.NotNull(catalog.Find("lab"));

        File.Delete(file);
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(catalog.Find("lab"));
    }

    [Fact]
    public void A_folder_that_disappears_keeps_everybody()
    {
        folder.Write("lab.json", Valid);
        Assert.NotNull(catalog.Find("lab"));
        var aside = folder.Path + "-aside";
        Directory.Move(folder.Path, aside);
        try
        {
            time.Advance(TimeSpan.FromSeconds(60));

            Assert.NotNull(catalog.Find("lab"));
            Assert.Contains(log.Entries, entry => entry.Id == 205);
        }
        finally
        {
            Directory.Move(aside, folder.Path);
        }
    }

    [Fact]
    public void A_file_whose_name_is_no_customer_is_refused()
    {
        folder.Write("Not A Customer.json", Valid);

        Assert.Null(catalog.Find("Not A Customer"));
        Assert.Contains(log.Entries, entry => entry.Id == 201);
    }

    public void Dispose()
    {
        catalog.Dispose();
        folder.Dispose();
    }
}
