// Who may read a partition in a consumer group: one reader with an epoch (owner level), or up to five without.
// A reader with an equal or higher epoch takes the partition from the current ones; a lower one, or one without while
// an owner is attached, is refused.

const readersWithoutEpoch = 5;

function stolen(description) {
  return { condition: 'amqp:link:stolen', description };
}

export class Ownership {
  #readers = new Map();

  /** Why a reader with this epoch (null: none) may not come in, or null if it may. */
  refusal(group, partitionId, epoch) {
    const readers = this.#of(group, partitionId);
    const owner = [...readers].find((reader) => reader.epoch !== null);
    if (owner && epoch === null) {
      return stolen(`A receiver with epoch '${owner.epoch}' exists: a receiver without epoch cannot be created.`);
    }
    if (owner && epoch < owner.epoch) {
      return stolen(`Receiver with epoch '${epoch}' is refused: one with higher epoch '${owner.epoch}' exists.`);
    }
    if (epoch === null && readers.size >= readersWithoutEpoch) {
      return {
        condition: 'amqp:resource-limit-exceeded',
        description: `There are already ${readersWithoutEpoch} receivers of this partition in the consumer group.`,
      };
    }
    return null;
  }

  /** Lets a reader in that was not refused; with an epoch it ends those that were there. */
  admit(group, partitionId, reader) {
    const readers = this.#of(group, partitionId);
    if (reader.epoch !== null) {
      for (const former of readers) {
        former.close(stolen(`New receiver with epoch '${reader.epoch}' was created: this receiver is disconnected.`));
      }
      readers.clear();
    }
    readers.add(reader);
  }

  leave(group, partitionId, reader) {
    this.#of(group, partitionId).delete(reader);
  }

  #of(group, partitionId) {
    const key = `${group.toLowerCase()}/${partitionId}`;
    if (!this.#readers.has(key)) this.#readers.set(key, new Set());
    return this.#readers.get(key);
  }
}
