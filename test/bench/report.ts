import type { BenchCase } from "./case.ts";
import type { Measured, Spread } from "./measure.ts";

/** One element of the JSON array that `--json` writes; times are CPU ns per row. */
export interface BenchRecord {
  readonly suite: string;
  readonly case: string;
  readonly ns: number;
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  readonly rival: string | null;
  readonly rivalNs: number | null;
  readonly rssBytes: number;
  readonly note: string;
}

export function recordOf(suite: string, one: BenchCase, measured: Measured): BenchRecord {
  const { ours, rival, rssBytes } = measured;
  return {
    suite,
    case: one.name,
    ns: ours.cpu.median,
    low: ours.cpu.low,
    high: ours.cpu.high,
    rows: one.rows,
    rival: one.rival?.name ?? null,
    rivalNs: rival?.cpu.median ?? null,
    rssBytes,
    note: noteOf(one, measured),
  };
}

export const tableHeader: readonly string[] = [
  "case",
  "rows",
  "CPU ns/row",
  "low – high",
  "wall ns/row",
  "rival",
  "CPU ns/row",
  "low – high",
  "ratio",
  "RSS MB",
  "note",
];

/** The cells of one line; the ratio is ours to the rival, so below 1 ours costs less. */
export function cellsOf(one: BenchCase, measured: Measured): string[] {
  const { ours, rival, rssBytes } = measured;
  return [
    one.name,
    one.rows.toLocaleString("en"),
    number(ours.cpu.median),
    range(ours.cpu),
    number(ours.wall.median),
    one.rival?.name ?? "",
    rival === undefined ? "" : number(rival.cpu.median),
    rival === undefined ? "" : range(rival.cpu),
    rival === undefined ? "" : number(ours.cpu.median / rival.cpu.median),
    (rssBytes / 1e6).toFixed(0),
    noteOf(one, measured),
  ];
}

function noteOf({ note }: BenchCase, { takenOff }: Measured): string {
  const parts = [note, takenOff === undefined ? undefined : `${number(takenOff.median)} ns taken off`];
  return parts.filter((part) => part !== undefined).join("; ");
}

/** Lines of columns as wide as their widest cell; numbers to the right. */
export function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}

function pad(cell: string, width: number): string {
  return /^[\d.,–\s-]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}

function range({ low, high }: Spread): string {
  return `${number(low)} – ${number(high)}`;
}

function number(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
