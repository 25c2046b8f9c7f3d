/** What a bench found: lines for a person, and the same figures for a program. */
export interface BenchReport {
  title: string;
  lines: readonly string[];
  result: Record<string, unknown>;
  /** What must not be, whatever the figures are: the run fails by it. Default: nothing. */
  failures?: readonly string[];
}

/** Every file of this folder that is a bench exports one of these as `run`. */
export type BenchRun = (options: { json: boolean; args: readonly string[] }) => Promise<BenchReport>;

/** A table in plain text: the first column to the left, the others, which are figures, to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}
