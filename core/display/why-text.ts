import { visible } from "./escape.ts";
import { type Color, paintFor } from "./paint.ts";
import { timeSpanText } from "./time-span-text.ts";
import { isTime, timeTexts } from "./time-text.ts";
import { whyRemedy, whySentences } from "./why-sentences.ts";
import { silentMs, splitState, type WhyView } from "./why-view.ts";

export interface WhyTextOptions {
  /** Whether what matters is bright and the rest dim by terminal codes. Default `"plain"`. */
  readonly color?: Color;
}

/**
 * Why a step has not fired, in words: what it waits for, who keeps it waiting and since when, what to do about it, and
 * below it how far rows and event time have come on the way there.
 *
 * @example
 * ```ts
 * import { count, from, tumbling } from "millrace";
 * import { whyText } from "millrace/display";
 *
 * const timed = from([{ at: 5 }]).withEventTime((row) => row.at);
 * const run = timed.windowAll(tumbling(10)).aggregate({ rows: count() }, { name: "counts" }).discard().start();
 * await run.finished;
 * console.log(whyText(await run.why("counts"), { color: "terminal" })); // The run has ended: …
 * ```
 */
export function whyText(why: WhyView, options: WhyTextOptions = {}): string {
  const { bold, dim } = paintFor(options.color ?? "plain");
  const [headline = "", ...more] = whySentences(why).map(visible);
  const remedy = why.run === "running" ? whyRemedy(why) : undefined;
  const lines = [bold(headline), ...more];
  if (remedy !== undefined) lines.push(`→ ${visible(remedy)}`);
  return [...lines, "", ...wayThere(why, dim)].join("\n");
}

type Row = readonly [step: string, rowsIn: string, rowsOut: string, time: string, note: string];

/** A line a step, and one a split below its source where there are several. */
function wayThere(why: WhyView, dim: (text: string) => string): string[] {
  const times = timesIn(why);
  const head: Row = ["the way there", "rows in", "rows out", "event time", ""];
  const rows: Row[] = why.path.flatMap((step): Row[] => {
    const splits = step.kind === "source" ? why.splits.filter(({ source }) => source === step.step) : [];
    const [only] = splits;
    // One that is all there is of its source stands in its line.
    if (only !== undefined && splits.length === 1) return [splitRow(why, only, step.step, times)];
    const late = step.lateRecordsDropped > 0 ? `${count(step.lateRecordsDropped)} too late` : "";
    const time = step.kind === "source" ? "" : times(step.watermark);
    const own: Row = [step.step, count(step.rowsIn), count(step.rowsOut), time, late];
    return [own, ...splits.map((split) => splitRow(why, split, `  split ${split.split}`, times))];
  });
  const shown = [head, ...rows].map((row) => row.map(visible) as unknown as Row);
  const widths = [0, 1, 2, 3].map((at) => Math.max(...shown.map((row) => row[at]!.length)));
  return shown.map(([step, rowsIn, rowsOut, time, note], at) => {
    const line = [
      step.padEnd(widths[0]!),
      rowsIn.padStart(widths[1]!),
      rowsOut.padStart(widths[2]!),
      time.padEnd(widths[3]!),
      note,
    ];
    const text = line.join("  ").trimEnd();
    return at === 0 ? dim(text) : text;
  });
}

function splitRow(
  why: WhyView,
  split: WhyView["splits"][number],
  name: string,
  times: (timeMs: number | null) => string,
): Row {
  return [name, "", count(split.rows), times(split.watermark), noteOf(why, split)];
}

function noteOf(why: WhyView, split: WhyView["splits"][number]): string {
  const back = why.heldBackBy;
  const marks =
    back?.kind === "split" && back.split === split.split && back.source === split.source && why.reason === "event time";
  const state = split.isIdle ? "idle" : splitState(split.status, why.nowMs - split.sinceMs);
  const isRead = split.status === "waiting" && why.nowMs - split.sinceMs < silentMs;
  const isOver = isRead || split.isIdle || split.status === "ended" || why.run !== "running";
  const since = isOver ? "" : ` for ${timeSpanText((why.nowMs - split.sinceMs) / 1000)}`;
  return `${state}${since}${marks ? "  ◀ holds event time back" : ""}`;
}

function count(rows: number | null): string {
  return rows === null ? "" : rows.toLocaleString("en-US");
}

/** Event times of one answer, as far as one of them needs it. */
function timesIn({ path, splits }: WhyView): (timeMs: number | null) => string {
  const known = [...path, ...splits].flatMap(({ watermark }) => watermark ?? []).filter(isTime);
  const texts = new Map(known.map((time, at) => [time, timeTexts(known)[at]!] as const));
  return (timeMs) => (timeMs === null ? "none yet" : (texts.get(timeMs) ?? "the end"));
}
