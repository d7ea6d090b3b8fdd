/**
 * Rows of the tables whose first header cell is `header`.
 * @returns {{cells: string[], line: number}[]} line counts from 1
 */
export function tableRows(text, header) {
  const rows = [];
  let inside = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('|')) {
      inside = false;
      continue;
    }
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells[0] === header) inside = true;
    else if (inside && !/^[-: ]+$/.test(cells[0])) rows.push({ cells, line: index + 1 });
  }
  return rows;
}
