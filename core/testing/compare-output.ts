import { eventText, type OutputEvent, type RowEvent } from "./event.ts";
import { finalContents } from "./final-contents.ts";
import { literal } from "./literal.ts";
import type { Recorded } from "./recorder.ts";

/** How strictly an output is compared between two watermarks. */
export type Strictness =
  /** The same rows in the same order. */
  | "order"
  /** The same rows. */
  | "rows"
  /** What is left of a changelog at each watermark: a change to a change may be left out. */
  | "contents"
  /** The same, but for what comes behind the last watermark. */
  | "closed contents"
  /** The same rows between the start and the end, no watermark that is not expected, and no row late behind one that is not expected so. */
  | "in all";

/** Where an output differs from the expected one, as text to read; undefined where it does not. */
export function differenceOf(
  expected: readonly OutputEvent[],
  got: readonly Recorded[],
  strictness: Strictness,
): string | undefined {
  const asked = segmentsOf(expected.map((event) => ({ event, after: "" })));
  const given = segmentsOf(got);
  if (strictness === "in all") return overallDifference(asked, given) ?? latenessDifference(expected, got);
  const open = strictness === "closed contents" ? 1 : 0;
  for (let at = 0; at < Math.max(asked.length, given.length) - open; at++) {
    const difference = segmentDifference(asked.slice(0, at + 1), given.slice(0, at + 1), at, strictness);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The rows of a side output, wherever watermarks were. */
export function rowsDifference(expected: readonly RowEvent[], got: readonly Recorded<RowEvent>[]): string | undefined {
  return linesOf(
    expected.map(eventText),
    got.map(({ event, after }) => [eventText(event), after]),
  );
}

/** Rows, and what comes behind them: `watermark(10)`, `end`, or nothing more. */
interface Segment {
  readonly rows: Recorded<RowEvent>[];
  close: string;
}

function segmentsOf(events: readonly Recorded[]): Segment[] {
  const segments: Segment[] = [{ rows: [], close: "" }];
  for (const { event, after } of events) {
    const last = segments.at(-1)!;
    if (event.event === "row") last.rows.push({ event, after });
    else {
      last.close = eventText(event);
      segments.push({ rows: [], close: "" });
    }
  }
  return segments;
}

function segmentDifference(
  asked: readonly Segment[],
  given: readonly Segment[],
  at: number,
  strictness: Strictness,
): string | undefined {
  const want = asked[at] ?? { rows: [], close: "" };
  const have = given[at] ?? { rows: [], close: "" };
  const where = at === 0 ? "before the first watermark" : `after ${(asked[at - 1] ?? given[at - 1])!.close}`;
  const rows = strictness.endsWith("contents")
    ? contentsDifference(asked, given)
    : linesOf(textsOf(want), pairsOf(have), strictness);
  if (rows !== undefined) return `${where}:\n${rows}`;
  if (want.close === have.close) return undefined;
  return `${where}:\n${line("missing", want.close || "nothing more")}\n${line("unexpected", have.close || "nothing more")}`;
}

function contentsDifference(asked: readonly Segment[], given: readonly Segment[]): string | undefined {
  const want = finalContents(asked.flatMap(({ rows }) => rows.map(({ event }) => event)));
  const have = finalContents(given.flatMap(({ rows }) => rows.map(({ event }) => event)));
  return linesOf(
    want.map(literal),
    have.map((value) => [literal(value), "all changes"]),
  );
}

function overallDifference(asked: readonly Segment[], given: readonly Segment[]): string | undefined {
  const rows = linesOf(asked.flatMap(textsOf), given.flatMap(pairsOf));
  if (rows !== undefined) return `in all:\n${rows}`;
  const expected = new Set(asked.map(({ close }) => close));
  const other = given.find(({ close }) => !expected.has(close));
  return other && `in all:\n${line("unexpected", other.close)}`;
}

/** A row that came late, behind a watermark of its time or a later one, though it is not expected so. */
function latenessDifference(expected: readonly OutputEvent[], got: readonly Recorded[]): string | undefined {
  const asked = lateOf(expected.map((event) => ({ event, after: "" }))).map(([text]) => text);
  const left = lateOf(got).filter(([text]) => {
    const at = asked.indexOf(text);
    if (at >= 0) asked.splice(at, 1);
    return at < 0;
  });
  if (left.length === 0) return undefined;
  const lines = left.map(([text, after]) => line("unexpected", `${text}   (after ${after})`));
  return `behind watermarks that make them late:\n${lines.join("\n")}`;
}

function lateOf(events: readonly Recorded[]): [text: string, after: string][] {
  let reached = Number.NEGATIVE_INFINITY;
  return events.flatMap(({ event, after }): [string, string][] => {
    if (event.event === "watermark") reached = event.timeMs;
    const isLate = event.event === "row" && event.timeMs !== undefined && event.timeMs <= reached;
    return isLate ? [[eventText(event), after]] : [];
  });
}

function textsOf({ rows }: Segment): string[] {
  return rows.map(({ event }) => eventText(event));
}

function pairsOf({ rows }: Segment): [text: string, after: string][] {
  return rows.map(({ event, after }) => [eventText(event), after]);
}

/** What is missing of the wanted texts and what is there beyond them; with order, where they first differ. */
function linesOf(
  want: readonly string[],
  have: readonly (readonly [text: string, after: string])[],
  strictness: Strictness = "rows",
): string | undefined {
  if (strictness === "order") {
    const at = Array.from({ length: Math.max(want.length, have.length) }, (_, k) => k).find(
      (k) => want[k] !== have[k]?.[0],
    );
    if (at === undefined) return undefined;
    const found = have[at] === undefined ? "nothing more" : `${have[at][0]}   (after ${have[at][1]})`;
    return `${line("missing", want[at] ?? "nothing more")}\n${line("unexpected", found)}`;
  }
  const left = [...have];
  const missing = want.filter((text) => {
    const at = left.findIndex(([one]) => one === text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const lines = [
    ...missing.map((text) => line("missing", text)),
    ...left.map(([text, after]) => line("unexpected", `${text}   (after ${after})`)),
  ];
  return lines.length === 0 ? undefined : lines.join("\n");
}

function line(what: "missing" | "unexpected", text: string): string {
  return `  ${what === "missing" ? "- missing    " : "+ unexpected "}${text}`;
}
