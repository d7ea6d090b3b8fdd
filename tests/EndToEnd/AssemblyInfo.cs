// Each scenario starts a whole cloud of processes: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
