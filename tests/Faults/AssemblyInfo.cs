// Each fault is a load on the whole machine: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
