import { cutToWidth } from "./text-width.ts";

/** How far something is. */
export interface ProgressView {
  readonly rows: number;
  readonly bytes?: number;
  readonly totalRows?: number;
  readonly totalBytes?: number;
  readonly elapsedMs: number;
  /** Characters in the line. */
  readonly width: number;
}

/**
 * One line: a bar where the total is known, rows, bytes, rate and time left.
 *
 * @example
 * ```ts
 * import { progressLine } from "millrace/display";
 * console.log(progressLine({ rows: 500, totalRows: 1000, elapsedMs: 2000, width: 80 }));
 * ```
 */
export function progressLine(progress: ProgressView): string {
  const { rows, bytes = 0, elapsedMs, width } = progress;
  const share = shareDone(progress);
  const seconds = elapsedMs / 1000;
  const parts = [`${countText(rows)} rows`];
  if (bytes > 0) parts.push(bytesText(bytes));
  if (seconds > 0) parts.push(`${countText(rows / seconds)} rows/s`);
  if (share !== undefined && share > 0 && share < 1) parts.push(`${secondsText((seconds / share) * (1 - share))} left`);
  const text = parts.join(" · ");
  const bar =
    share === undefined
      ? ""
      : `${barText(share, Math.min(30, width - text.length - 8))} ${String(Math.floor(share * 100)).padStart(3)} % `;
  return cutToWidth(bar + text, width);
}

function shareDone({ rows, bytes, totalRows, totalBytes }: ProgressView): number | undefined {
  const share = totalRows ? rows / totalRows : totalBytes && bytes !== undefined ? bytes / totalBytes : undefined;
  return share === undefined ? undefined : Math.min(1, share);
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function barText(share: number, width: number): string {
  if (width < 4) return "";
  const filled = Math.round(share * width * 8);
  const bar = "█".repeat(filled >> 3) + eighths[filled & 7]!;
  return bar.padEnd(width, "░");
}

/** `950`, `12.3k`, `4.56M`, `7.89G`. */
export function countText(count: number): string {
  for (const [size, unit] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (count >= size) return `${Number((count / size).toPrecision(3))}${unit}`;
  }
  return String(Math.round(count));
}

function bytesText(bytes: number): string {
  return bytes >= 1000
    ? `${countText(bytes)}B`.replace("kB", " kB").replace("MB", " MB").replace("GB", " GB")
    : `${bytes} B`;
}

function secondsText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`
    : `${Math.floor(seconds / 3600)} h ${Math.ceil((seconds % 3600) / 60)} min`;
}
