// The countable events of a run, in order, readable from any of them: `sections` follow one another. A section is
// `{count, sizeOf(index), write(index, buffer, offset) → offset behind the event}`.

const BATCH_BYTES = 256 * 1024;

/** Recorded events as a section. */
export function recordedSection(events) {
  return {
    count: events.length,
    sizeOf: (index) => events[index].bytes.length,
    write(index, buffer, offset) {
      buffer.set(events[index].bytes, offset);
      return offset + events[index].bytes.length;
    },
  };
}

export class Playlist {
  #sections;
  count;

  constructor(sections) {
    let first = 0;
    this.#sections = sections.map((section) => {
      const placed = { section, first, end: first + section.count };
      first = placed.end;
      return placed;
    });
    this.count = first;
  }

  /** Whole events from index `from` on, before index `to`, as many as fit one batch but at least one: `{bytes, next}`. */
  batch(from, to) {
    const { section, first } = this.#sections.find(({ end }) => from < end);
    const buffer = Buffer.allocUnsafe(Math.max(BATCH_BYTES, section.sizeOf(from - first)));
    let used = 0;
    let index = from;
    for (const { section, first, end } of this.#sections) {
      const last = Math.min(to, end);
      while (index < last) {
        if (used + section.sizeOf(index - first) > buffer.length) return { bytes: buffer.subarray(0, used), next: index };
        used = section.write(index - first, buffer, used);
        index += 1;
      }
    }
    return { bytes: buffer.subarray(0, used), next: index };
  }
}
