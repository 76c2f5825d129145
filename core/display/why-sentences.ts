import { timeSpanText } from "./time-span-text.ts";
import { isTime, timeTexts } from "./time-text.ts";
import { type HeldBackView, silentMs, type WhyView } from "./why-view.ts";

/** What is said of a step that has not fired: first why, then who keeps it waiting. */
export function whySentences(why: WhyView): string[] {
  const { asked, step } = why;
  if (why.run !== "running") return [endSentence(why)];
  const before = asked === step ? [] : [`Nothing has come to ${asked}: what it waits for is still in ${step}.`];
  return [reasonSentence(why), ...holderSentences(why), ...before];
}

function endSentence({ run, failure, path }: WhyView): string {
  const { step, rowsIn, rowsOut } = path.at(-1)!;
  const given = rowsOut === null ? "" : ` and gave ${rowsText(rowsOut)}`;
  const counts = `${step} was given ${rowsText(rowsIn ?? 0)}${given}`;
  return run === "done"
    ? `The run has ended: ${counts}.`
    : `The run has failed, so nothing comes any more: ${failure} (${counts}.)`;
}

function reasonSentence(why: WhyView): string {
  const { step, reason, holds } = why;
  const last = why.path.at(-1)!;
  switch (reason) {
    case "event time":
      return `${step} has not fired as event time ${farText(why)}, and its next ${dueText(why)}. It holds ${heldText(why)}.`;
    case "no watermarks":
      return `${step} cannot fire before the end of the input as nobody gives watermarks: its next ${dueText(why)}. It holds ${heldText(why)}.`;
    case "clock":
      return `${step} has not fired as it waits for the clock: it is due ${inText(why)}${orText(why)}. It holds ${heldText(why)}.`;
    case "trigger":
      return `${step} has not fired as it waits for ${holds!.waitsFor}. It holds ${heldText(why)}.`;
    case "end":
      return `${step} has not fired as it gives its results at the end of the input.${holds === null ? "" : ` It holds ${heldText(why)}.`}`;
    case "fired":
      return `${step} has fired: what it holds, ${heldText(why)}, is kept for late records.`;
    case "silent source":
      return `${step} has not fired as nothing has come to it: ${sourcesText(why)}.`;
    case "filtered":
      return `${step} has not fired as nothing has come through: ${stopText(why)}.`;
    case "late":
      return `${step} has not fired as all ${rowsText(last.lateRecordsDropped)} that came were too late: event time ${farText(why)}.`;
    case "no such key":
      if (why.otherKey !== undefined) {
        return `${step} holds nothing of key ${keyText(why.key)}, which is a ${typeof why.key}, but something of key ${keyText(why.otherKey)}, a ${typeof why.otherKey}.`;
      }
      return `${step} holds nothing of key ${keyText(why.key)}: what came of it has come out, or was too late, or it has not come.`;
    case "back-pressure":
      return why.slow === step
        ? `${step} has not taken what it was given: sources are held back.`
        : `${step} waits for nothing but ${why.slow ?? "what stands behind it"}, which has not taken what it was given: sources are held back.`;
    default:
      return `${step} waits for nothing: what came has come out (${rowsText(last.rowsIn ?? 0)} in, ${count(last.rowsOut)} out).`;
  }
}

/** `4 sessions of key "Kent"`. */
function heldText({ holds, ...why }: WhyView): string {
  const { count: held, of } = holds!;
  return `${count(held)} ${held === 1 ? singular(of) : of}${"key" in why ? ` of key ${keyText(why.key)}` : ""}`;
}

/** `panes with rows` → `pane with rows`. */
function singular(things: string): string {
  return things.replace(/s(?= |$)/, "");
}

function rowsText(rows: number): string {
  return rows === 1 ? "1 row" : `${count(rows)} rows`;
}

function holderSentences(why: WhyView): string[] {
  const back = why.heldBackBy;
  if (back === null || (why.reason !== "event time" && why.reason !== "no watermarks")) return [];
  if (why.reason === "no watermarks") {
    return [
      back.step === null
        ? `There is no withEventTime between source ${back.source} and it.`
        : `${back.step} gives no watermarks: it says watermarks: "none".`,
    ];
  }
  const at = back.watermark === null ? "which has none yet" : `at ${timeText(back.watermark)}`;
  if (back.kind === "step")
    return [`It is as far as the rows that came to ${back.step}, ${at}; more of them would move it.`];
  const which = splitName(back);
  if (back.kind === "all splits")
    return [
      `All splits are idle: nothing comes that could move it${which === "" ? "" : `; the furthest one is ${which}, ${at}`}.`,
    ];
  return [
    `Event time is held back by ${which}, ${at}${trailText(back)}${behindText(why, back)}: ${splitText(why, back)}.`,
  ];
}

function trailText({ watermark, outOfOrderMs = null, step }: HeldBackView): string {
  if (watermark === null || outOfOrderMs === null || outOfOrderMs === 0) return "";
  return `, ${spanText(outOfOrderMs)} behind its newest row as ${step} says outOfOrder`;
}

function spanText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : timeSpanText(ms / 1000);
}

/** How much further event time would be without it: `, 2 h 56 min behind the furthest split`. */
function behindText({ splits }: WhyView, { source, split, watermark }: HeldBackView): string {
  if (watermark === null) return "";
  const others = splits.filter((each) => each.source !== source || each.split !== split);
  const furthest = Math.max(...others.map((each) => each.watermark ?? Number.NEGATIVE_INFINITY).filter(isTime));
  const behindMs = furthest - watermark;
  if (!(behindMs > 0)) return "";
  return `, ${spanText(behindMs)} behind the furthest split`;
}

/** A source that is one split is called by its own name. */
function splitName({ source, split }: HeldBackView): string {
  if (split === null) return "";
  return split === source ? `source ${source}` : `split ${JSON.stringify(split)} of source ${source}`;
}

function splitText(why: WhyView, back: HeldBackView): string {
  const { nowMs } = why;
  const since = back.sinceMs === null ? "" : timeSpanText((nowMs - back.sinceMs) / 1000);
  const rows =
    back.rows === 0 ? "no row of it has come" : `${rowsText(back.rows ?? 0)} of it came${lastText(why, back)}`;
  switch (back.status) {
    case "unread":
      return "it has not been begun yet";
    case "turn":
      return `it waits for its turn, ${rows}`;
    case "held":
      return `${back.slow ?? "what stands behind it"} has not taken what it was given for ${since}; ${rows}`;
    case "paused":
      return `it has been paused for ${since} as it is too far ahead of ${back.waitsFor === null ? "others" : `split ${JSON.stringify(back.waitsFor)}`}; ${rows}`;
    default:
      return `${rows}${standingText(why, back)}${idleText(why, back)}`;
  }
}

function lastText(why: WhyView, back: HeldBackView): string {
  const { lastRowsMs, status } = back;
  if (lastRowsMs === null) return "";
  const ago = isRecent(why, back)
    ? "just now"
    : `${timeSpanText((why.nowMs - lastRowsMs) / 1000)} ago (${timeText(lastRowsMs)})`;
  return status === "waiting" && !isRecent(why, back) ? `, the last ${ago}, and none since` : `, the last ${ago}`;
}

/** Whether a row of it came a moment ago. */
function isRecent({ nowMs }: WhyView, { lastRowsMs }: HeldBackView): boolean {
  return lastRowsMs !== null && nowMs - lastRowsMs < silentMs;
}

/** Event time that has stood for so long while rows came is worth a word. */
const longStandMs = 1000;

function isStanding({ nowMs }: WhyView, { movedMs, rowsSince }: HeldBackView): boolean {
  return movedMs !== null && rowsSince !== null && rowsSince > 0 && nowMs - movedMs >= longStandMs;
}

function standingText(why: WhyView, back: HeldBackView): string {
  if (!isStanding(why, back)) return "";
  const since = timeSpanText((why.nowMs - back.movedMs!) / 1000);
  return `; its times have not gone on for ${since}, though ${rowsText(back.rowsSince!)} came since`;
}

function idleText(why: WhyView, back: HeldBackView): string {
  const { step, status, idleAfterMs } = back;
  if (status !== "waiting") return "";
  if (idleAfterMs !== null) return `; it is not idle yet, ${step} waits ${spanText(idleAfterMs)}`;
  return isOvertaken(why, back) ? `; it is not idle, as ${step} has no idleAfter` : "";
}

/**
 * Whether a split that has been silent holds back one that is further: then event time goes on where the one that is silent is not
 * waited for, to the furthest where all are.
 */
function isOvertaken(why: WhyView, back: HeldBackView): boolean {
  if (isRecent(why, back)) return false;
  return why.splits.some(({ source, split, status, watermark }) => {
    if ((source === back.source && split === back.split) || status === "ended" || watermark === null) return false;
    return back.watermark === null || watermark > back.watermark;
  });
}

/** What to do about it, where something can be done. */
export function whyRemedy(why: WhyView): string | undefined {
  const { reason, heldBackBy: back, stoppedAt, step, slow, holds } = why;
  switch (reason) {
    case "no watermarks":
      return back?.step === null
        ? "Put .withEventTime((row) => row.at) behind the source."
        : `Say outOfOrder in the place of watermarks: "none" at ${back?.step}, or wait for the end of the input.`;
    case "event time":
      return back === null ? undefined : eventTimeRemedy(why, back);
    case "trigger":
      if (holds?.waitsFor?.includes("trigger") !== true) return undefined;
      return "A trigger takes the place of the window's own: give one that fires at its end too, or wait for more records.";
    case "no such key":
      return why.otherKey === undefined ? undefined : `Ask for it: --key ${shellText(why.otherKey)}.`;
    case "back-pressure":
      return `Make ${slow ?? "what stands behind it"} faster, or give it less.`;
    case "filtered":
      return `See what ${stoppedAt ?? step} asks for.`;
    case "late":
      return 'Raise outOfOrder of withEventTime, or allowedLateness of the window; late records leave by its side output "late".';
    default:
      return undefined;
  }
}

function eventTimeRemedy(why: WhyView, back: HeldBackView): string | undefined {
  const { kind, status, slow, idleAfterMs, step, waitsFor } = back;
  if (kind === "all splits") return "Wait for rows; at the end of the input everything fires.";
  if (status === "held") return `Make ${slow ?? "what stands behind it"} faster, or give it less.`;
  if (status === "paused") return `See why split ${JSON.stringify(waitsFor)} is behind, or raise maxDrift of align.`;
  if (isStanding(why, back))
    return "See whether the times of its rows are right: those that come now are none later than before.";
  if (status === "waiting" && (idleAfterMs !== null || isRecent(why, back))) {
    return "Wait for its next rows, or for the end of the input.";
  }
  if (status === "waiting" && !isOvertaken(why, back)) {
    return "Wait for its next rows, or for the end of the input: no split is further, so that an idleAfter would change nothing.";
  }
  if (status === "waiting") {
    return `Give ${step} an idleAfter, for instance { idleAfter: "30s" }: a split that is silent for so long is not waited for.`;
  }
  return undefined;
}

function farText({ watermark }: WhyView): string {
  return watermark === null ? "has not begun" : `is at ${timeText(watermark)}`;
}

/** `window [9:00, 10:00) is due at 9:59:59.999`, `timer is due at 9:30`. */
function dueText({ holds }: WhyView): string {
  const { timeMs, window } = holds!.next!;
  const [start, end] = window === undefined ? [] : timeTexts([window.start, window.end]);
  return `${window === undefined ? singular(holds!.of) : `window [${start}, ${end})`} is due at ${timeText(timeMs)}`;
}

/** What else would make it fire. */
function orText({ holds }: WhyView): string {
  return holds?.waitsFor === undefined ? "" : `, or at ${holds.waitsFor}`;
}

function inText({ holds, nowMs }: WhyView): string {
  const { timeMs } = holds!.next!;
  return timeMs <= nowMs
    ? `now, at ${timeText(timeMs)}`
    : `in ${timeSpanText((timeMs - nowMs) / 1000)}, at ${timeText(timeMs)}`;
}

function sourcesText({ path, splits, nowMs }: WhyView): string {
  const sources = path.filter(({ kind }) => kind === "source");
  return sources
    .map(({ step }) => {
      const own = splits.filter(({ source }) => source === step);
      const sinceMs = Math.min(...own.map((split) => split.sinceMs));
      const since = own.length === 0 ? "" : ` in the ${timeSpanText((nowMs - sinceMs) / 1000)} that it has been asked`;
      return `source ${step} has given no row${since}`;
    })
    .join(", ");
}

function stopText({ path, stoppedAt, step }: WhyView): string {
  const at = path.find((one) => one.step === (stoppedAt ?? step));
  return `${at?.step} let none of ${rowsText(at?.rowsIn ?? 0)} pass`;
}

/** A key as the command line takes it: a text that reads like a number keeps its quotes. */
function shellText(key: string | number): string {
  return typeof key === "number" ? String(key) : `'${JSON.stringify(key)}'`;
}

function keyText(key: unknown): string {
  return typeof key === "bigint" ? `${key}n` : (JSON.stringify(key) ?? String(key));
}

function count(rows: number | null): string {
  return (rows ?? 0).toLocaleString("en-US");
}

function timeText(ms: number): string {
  return isTime(ms) ? `${timeTexts([ms])[0]}${ms % 86_400_000 === 0 ? "" : " UTC"}` : "the end";
}
