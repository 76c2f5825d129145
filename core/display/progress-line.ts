import { shortBytes, shortNumber } from "./short-number.ts";
import { cutToWidth, textWidth } from "./text-width.ts";
import { timeSpanText } from "./time-span-text.ts";

/** How far something is. */
export interface ProgressView {
  readonly rows: number;
  readonly bytes?: number;
  /** What there will be in the end, where it is known: rows are believed before bytes. */
  readonly totalRows?: number;
  readonly totalBytes?: number;
  readonly elapsedMs: number;
  /** Characters in the line. */
  readonly width: number;
}

/**
 * One line: a bar where the total is known, then rows, bytes, rate and time left, as far as they fit.
 *
 * @example
 * ```ts
 * import { progressLine } from "millrace/display";
 *
 * console.log(progressLine({ rows: 500, totalRows: 2000, elapsedMs: 1000, width: 80 }));
 * // ███████▌░░░░░░░░░░░░░░░░░░░░░░  25 %  500 rows · 500 rows/s · 3 s left
 * ```
 */
export function progressLine(progress: ProgressView): string {
  const share = shareDone(progress);
  const facts = factsThatFit(progress, share);
  if (share === undefined) return cutToWidth(facts, Math.max(1, progress.width));
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const bar = barText(share, Math.min(30, progress.width - textWidth(`${percent}  ${facts}`) - 1));
  return cutToWidth(`${bar}${percent}  ${facts}`, Math.max(1, progress.width));
}

/** 0 … 1, or undefined where the total is not known. */
export function shareDone({ rows, bytes, totalRows = 0, totalBytes = 0 }: ProgressView): number | undefined {
  if (totalRows > 0) return Math.min(1, rows / totalRows);
  return totalBytes > 0 && bytes !== undefined ? Math.min(1, bytes / totalBytes) : undefined;
}

/** Rows always; the rest is left out from the end where the line is too short. */
function factsThatFit(progress: ProgressView, share: number | undefined): string {
  const facts = allFacts(progress, share);
  const free = progress.width - (share === undefined ? 0 : "100 %  ".length);
  while (facts.length > 1 && textWidth(facts.join(" · ")) > free) facts.pop();
  return facts.join(" · ");
}

/** Rows, bytes, rate and time left, as far as they are known. */
export function factsOf(progress: ProgressView, share: number | undefined): string {
  return allFacts(progress, share).join(" · ");
}

function allFacts({ rows, bytes = 0, elapsedMs }: ProgressView, share: number | undefined): string[] {
  const seconds = elapsedMs / 1000;
  const facts = [`${shortNumber(rows)} ${rows === 1 ? "row" : "rows"}`];
  if (bytes > 0) facts.push(shortBytes(bytes));
  if (seconds > 0) facts.push(`${shortNumber(rows / seconds)} rows/s`);
  if (share !== undefined && share > 0 && share < 1 && seconds > 0) {
    facts.push(`${timeSpanText((seconds / share) * (1 - share))} left`);
  }
  return facts;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function barText(share: number, width: number): string {
  if (width < 5) return "";
  const filled = Math.floor(share * width * 8);
  return `${("█".repeat(filled >> 3) + eighths[filled & 7]!).padEnd(width, "░")} `;
}
