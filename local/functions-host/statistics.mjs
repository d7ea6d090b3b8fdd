/** Counters of the running host, as `GET /host/statistics` shows them. */
export class Statistics {
  #functions = new Map();
  #partitions = new Map();

  /** @param {string} name @param {string} trigger */
  addFunction(name, trigger) {
    this.#functions.set(name, {
      trigger,
      invocations: 0,
      attempts: 0,
      retries: 0,
      failures: 0,
      timeouts: 0,
      running: 0,
    });
  }

  /** Live counters of one function. `invocations` are sequences of attempts, `failures` failed attempts. */
  of(name) {
    return this.#functions.get(name);
  }

  /** Live counters of one partition of one function. */
  ofPartition(functionName, partitionId) {
    const key = `${functionName}/${partitionId}`;
    if (!this.#partitions.has(key)) {
      this.#partitions.set(key, {
        function: functionName,
        partition: partitionId,
        batches: 0,
        events: 0,
        lastReceivedSequenceNumber: null,
        lastCheckpointedSequenceNumber: null,
      });
    }
    return this.#partitions.get(key);
  }

  toJSON() {
    const byPartition = (a, b) => a.function.localeCompare(b.function) || Number(a.partition) - Number(b.partition);
    return {
      functions: Object.fromEntries(this.#functions),
      partitions: [...this.#partitions.values()].sort(byPartition),
    };
  }
}
