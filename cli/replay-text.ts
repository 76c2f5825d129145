import type { TracedCall } from "../core/mod.ts";
import { jsonValue } from "./json-value.ts";

/** What a call did, and what came of it, as lines: steps further down stand further in. */
export function replayText(call: TracedCall, depth = 0): string {
  const indent = "  ".repeat(depth);
  const lines = [headOf(call), ...(call.isOfKey ? keptLines(call) : []), ...call.gave.map(givenLine)];
  return [
    ...lines.map((line, at) => `${indent}${at === 0 ? "" : "    "}${line}`),
    ...call.calls.map((one) => replayText(one, depth + 1)),
  ].join("\n");
}

function headOf({ step, given, row, timeMs, round }: TracedCall): string {
  const what =
    given === "row"
      ? `row ${json(row)}`
      : { watermark: "watermark", end: "end of the input", "end of a round": given, clock: "by the clock" }[given];
  return `${step}${round === undefined ? "" : `, round ${round}`}: ${what}${timeText(timeMs)}`;
}

function keptLines({ state, holds }: TracedCall): string[] {
  const names = Object.keys(state?.after ?? {});
  const states = names.map((name) => `state ${name}: ${changed(json(state!.before[name]), json(state!.after[name]))}`);
  const held = holds === undefined ? [] : [`holds: ${changed(heldText(holds.before), heldText(holds.after))}`];
  return [...states, ...held];
}

function changed(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`;
}

function heldText(held: NonNullable<TracedCall["holds"]>["before"]): string {
  if (held === null) return "it does not say";
  const next = held.next === undefined || held.next === null ? "" : `, the next${timeText(held.next.timeMs)}`;
  return `${held.count} ${held.of}${next}`;
}

function givenLine({ side, row, timeMs }: TracedCall["gave"][number]): string {
  return `gave ${json(row)}${timeText(timeMs)}${side === null ? "" : ` to ${side}`}`;
}

function timeText(timeMs: number | null): string {
  if (timeMs === null) return "";
  const date = new Date(timeMs);
  return ` at ${Number.isNaN(date.getTime()) ? timeMs : date.toISOString()}`;
}

function json(value: unknown): string {
  return JSON.stringify(jsonValue(value ?? null));
}
