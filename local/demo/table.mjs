// The table at the end of ./demo.

export function printTable({ health, line }) {
  const rows = [
    ['Broker', 'events sent', line.sent],
    ['Agent', 'received', line.received],
    ...Object.entries(health.events.filtered).map(([reason, count]) => ['', `filtered: ${reason}`, count]),
    ['', 'held until their object is known', health.events.held],
    ['', 'undecodable', health.events.undecodable],
    ['', 'configuration (inventory)', line.inventory],
    ['', 'other kinds (ignored)', line.ignored],
    ...Object.entries(health.forwarded).map(([kind, count]) => ['', `forwarded: ${kind}`, count]),
    ['', 'packs, bytes', `${health.packs.published}, ${health.packs.bytes}`],
    ['Functions', 'downtimes that became a desired state', line.downtimes.events],
    ['', 'not mapped (activities)', line.not_mapped],
    ['Canopsis', 'delivered', line.delivered],
    ['', 'downtimes present', line.downtimes.present],
    ['', 'downtimes ended', line.downtimes.ended],
    ['', 'downtimes pending', line.downtimes.pending],
    ['', 'duplicates', line.duplicates],
    ['', 'out of order', line.out_of_order],
    ['', 'lost', line.lost],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const [stage, what, count] of rows) {
    console.log(`${stage.padEnd(widths[0])}  ${what.padEnd(widths[1])}  ${String(count).padStart(widths[2])}`);
  }
}
