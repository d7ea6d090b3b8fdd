namespace Forwarder.Agent.Filtering;

/// <summary>Why an event does not leave. Every drop is counted under <see cref="DropReasons.NameOf"/> of its reason.</summary>
internal enum DropReason
{
    None,

    /// <summary>accepted_categories and accepted_elements.</summary>
    Element,

    /// <summary>Another live session forwards the events of the same poller.</summary>
    DuplicateSender,

    /// <summary>No host, service or activity id (skip_nil_id).</summary>
    NilId,

    /// <summary>A fake host of business activities (enable_bam_host).</summary>
    BamHost,

    /// <summary>An activity that nobody announced (skip_anon_events).</summary>
    UnknownActivity,

    /// <summary>host_status, service_status and their variants; PENDING never leaves.</summary>
    StatusList,

    /// <summary>The hard state has not just changed (enable_host_status_dedup, enable_service_status_dedup).</summary>
    Dedup,

    /// <summary>hard_only.</summary>
    HardOnly,

    /// <summary>acknowledged.</summary>
    Acknowledged,

    /// <summary>in_downtime.</summary>
    InDowntime,

    /// <summary>flapping.</summary>
    Flapping,

    /// <summary>A known host that no poller was named for.</summary>
    NoPoller,

    /// <summary>accepted_hosts.</summary>
    HostName,

    /// <summary>accepted_services.</summary>
    ServiceName,

    /// <summary>accepted_hostgroups and rejected_hostgroups.</summary>
    HostGroup,

    /// <summary>accepted_servicegroups and rejected_servicegroups.</summary>
    ServiceGroup,

    /// <summary>accepted_pollers and rejected_pollers.</summary>
    Poller,

    /// <summary>accepted_authors and rejected_authors.</summary>
    Author,

    /// <summary>accepted_bvs and rejected_bvs.</summary>
    BusinessView,

    /// <summary>host_severity_threshold.</summary>
    HostSeverity,

    /// <summary>service_severity_threshold.</summary>
    ServiceSeverity,

    /// <summary>A later event of the same unknown object took its place among the held ones.</summary>
    HeldSuperseded,

    /// <summary>Given up because max_held_events were waiting.</summary>
    HeldOverflow,
}
