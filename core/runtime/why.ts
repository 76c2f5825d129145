import { nearestNames } from "../data/schema.ts";
import type { Held } from "../operators/operator.ts";
import { boundednessOf } from "../plan/node.ts";
import type { FeedStatus } from "./feed.ts";
import { leastTime } from "./feed.ts";
import { type AskedRun, type AskedSubtask, type HeldBack, heldBackBy, slowOne, sourceName } from "./held-back.ts";
import type { KeyAsked } from "./open-subtask.ts";
import type { Stage } from "./stage.ts";
import { timeOrNull } from "./time-or-null.ts";

/** Why a step has given nothing more, as plain data: what it holds, what that waits for, and who keeps it waiting. */
export interface WhyFacts {
  /** The step that is explained: the one that was asked about, or one before it that keeps what it waits for. */
  readonly step: string;
  readonly asked: string;
  /** The key that was asked about; not there where all were. */
  readonly key?: unknown;
  /** The text of that number, or the number of that text, where the step holds something of it and nothing of the key. */
  readonly otherKey?: string | number;
  readonly reason: WhyReason;
  /** Processing time of the answer, ms since the epoch. */
  readonly nowMs: number;
  /** The event time that the step has reached; null before the first watermark. */
  readonly watermark: number | null;
  /** What it holds, and when it comes out; null where the step does not say. */
  readonly holds: Held | null;
  /** Who holds event time back. */
  readonly heldBackBy: HeldBack | null;
  /** The step that let no row pass, where that is the reason. */
  readonly stoppedAt: string | null;
  /** The sink, or the step that waits for something outside, that takes no more for now. */
  readonly slow: string | null;
  /** The steps on the way there, sources first, itself last. */
  readonly path: readonly StepCount[];
  /** The splits of the sources on the way. */
  readonly splits: readonly SplitCount[];
}

/** How the run itself stands. */
export interface RunState {
  readonly run: "running" | "done" | "failed";
  /** What it failed with, or that it was stopped. */
  readonly failure: string | null;
}

/**
 * - `event time`: it waits for the watermark, which `heldBackBy` holds back.
 * - `no watermarks`: so it does, and nobody gives any before the end of the input.
 * - `clock`: it waits for processing time. `trigger`: for records. `end`: for the end of the input.
 * - `fired`: all that it holds has fired, and is kept for late records.
 * - `silent source`: no source has given a row. `filtered`: a step on the way let no row pass. `late`: all were too late.
 * - `back-pressure`: `slow` has not taken what it was given, so that sources are held back.
 * - `nothing held`: what came has come out, as far as it is known. `no such key`: of that key nothing is held.
 */
export type WhyReason =
  | "event time"
  | "no watermarks"
  | "clock"
  | "trigger"
  | "end"
  | "fired"
  | "silent source"
  | "filtered"
  | "late"
  | "back-pressure"
  | "nothing held"
  | "no such key";

/** What a step was given and has given. */
export interface StepCount {
  readonly step: string;
  readonly kind: "source" | "operator" | "loop" | "sink";
  /** Null of sources. */
  readonly rowsIn: number | null;
  /** Null of sinks. */
  readonly rowsOut: number | null;
  readonly lateRecordsDropped: number;
  readonly watermark: number | null;
}

/** How a split of a source stands. */
export interface SplitCount {
  readonly source: string;
  readonly split: string;
  readonly status: FeedStatus;
  /** Since when it has that status, processing time. */
  readonly sinceMs: number;
  readonly rows: number;
  readonly lastRowsMs: number | null;
  /** Null where no step takes its event time, or there is none yet. */
  readonly watermark: number | null;
  readonly isIdle: boolean;
}

/** Explains a step by its name; without one, the first that keeps something. */
export function whyOf(execution: AskedRun, name: string | undefined, key: KeyAsked | undefined): WhyFacts {
  const asked = name === undefined ? keepingStage(execution) : stageNamed(execution, name);
  const stage = name === undefined ? asked : keptBefore(execution, asked);
  const own = stage === asked ? key : undefined;
  const path = [...stagesBefore(stage), stage];
  const holds = mergedHolds(subtasksOf(execution, stage), own);
  const last = waitingOne(
    execution.wiring.subtasks.filter((one) => one.stage === stage),
    own,
  );
  const back = last === undefined ? null : heldBackBy(execution, last);
  const counts = path.map((one) => countOf(execution, one));
  const stoppedAt = stopOf(path, counts);
  const slow = slowOne(execution);
  return {
    step: stage.node.name,
    asked: asked.node.name,
    ...(own === undefined ? {} : { key: own.value }),
    reason: reasonOf({ stage, holds, back, counts, stoppedAt, slow, key: own }),
    nowMs: execution.host.clock.nowMs(),
    watermark: counts.at(-1)!.watermark,
    holds,
    heldBackBy: back,
    stoppedAt,
    slow,
    path: counts,
    splits: splitsOf(execution, path),
  };
}

/** The first step that keeps something that has not come out; else the last that could. */
function keepingStage(execution: AskedRun): Stage {
  const telling = execution.stages.filter((stage) => mergedHolds(subtasksOf(execution, stage), undefined) !== null);
  const keeping = telling.find((stage) => holdsSomething(execution, stage));
  return ownStage(execution, keeping) ?? telling.at(-1) ?? execution.stages.at(-1)!;
}

function holdsSomething(execution: AskedRun, stage: Stage): boolean {
  return (mergedHolds(subtasksOf(execution, stage), undefined)?.count ?? 0) > 0;
}

const combined = " (combine)";

/** What is combined before an exchange belongs to the step behind it. */
function ownStage({ stages }: AskedRun, stage: Stage | undefined): Stage | undefined {
  if (stage?.node.name.endsWith(combined) !== true) return stage;
  return stages.find(({ node }) => node.name === stage.node.name.slice(0, -combined.length)) ?? stage;
}

/** By its id, its name, the name of one of the steps that became one with it, or a part of the name that only it has. */
function stageNamed({ stages }: AskedRun, name: string): Stage {
  const ways: readonly ((stage: Stage) => boolean)[] = [
    ({ id }) => id === name,
    ({ node }) => node.name.split(" → ").includes(name),
    ({ node }) => node.name.toLowerCase().includes(name.toLowerCase()) && !node.name.endsWith(combined),
  ];
  for (const way of ways) {
    const found = stages.filter(way);
    if (found.length === 1) return found[0]!;
  }
  const names = stages.map(({ id }) => id);
  const near = nearestNames(name, names);
  throw new RangeError(
    `Cannot explain ${JSON.stringify(name)} as one step of the run must have that name: got ${names.map((one) => JSON.stringify(one)).join(", ")}; ` +
      (near.length > 0
        ? `did you mean ${near.join(" or ")}?`
        : "ask for one of these, or for none to see the first that waits"),
  );
}

/** Where nothing has come to a step since one before it keeps it: that one. */
function keptBefore(execution: AskedRun, stage: Stage): Stage {
  const { metrics } = execution.host;
  if (metrics.get(stage.node.name, "numRecordsIn") > 0 || holdsSomething(execution, stage)) return stage;
  const keeping = stagesBefore(stage).find((before) => holdsSomething(execution, before));
  return ownStage(execution, keeping) ?? stage;
}

function stagesBefore(stage: Stage): Stage[] {
  const seen = new Set<Stage>();
  const visit = (at: Stage): void => {
    for (const { from } of at.edges) {
      if (seen.has(from)) continue;
      visit(from);
      seen.add(from);
    }
  };
  visit(stage);
  return [...seen];
}

/** Its subtasks, and those that combine before its exchange. */
function subtasksOf({ wiring }: AskedRun, stage: Stage): AskedSubtask[] {
  const names = [stage.node.name, `${stage.node.name}${combined}`];
  return wiring.subtasks.filter((one) => one.stage === stage || names.indexOf(one.stage.node.name) === 1);
}

function mergedHolds(subtasks: readonly AskedSubtask[], key: KeyAsked | undefined): Held | null {
  const told = subtasks.flatMap(({ open }) => open.holds(key) ?? []);
  if (told.length === 0) return null;
  const next = told
    .flatMap((held) => held.next ?? [])
    .reduce<Held["next"]>((first, one) => (first === undefined || one.timeMs < first.timeMs ? one : first), undefined);
  const waitsFor = told.find((held) => held.waitsFor !== undefined && (held.count > 0 || told.length === 1))?.waitsFor;
  const count = told.reduce((sum, held) => sum + held.count, 0);
  return {
    count,
    of: told[0]!.of,
    ...(next === undefined ? {} : { next }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(next === undefined && told.some(({ hasFired }) => hasFired === true) ? { hasFired: true } : {}),
  };
}

/**
 * The subtask that is asked about: one that keeps something before those that keep nothing, one that waits for somebody
 * before those whose inputs are all idle, of these the one that event time is least far in.
 */
function waitingOne(subtasks: readonly AskedSubtask[], key: KeyAsked | undefined): AskedSubtask | undefined {
  const rank = ({ open }: AskedSubtask): number =>
    ((open.holds(key)?.count ?? 0) > 0 ? 0 : 2) + (open.tracker.isIdle ? 1 : 0);
  return subtasks.toSorted((a, b) => rank(a) - rank(b) || compareTimes(a, b))[0];
}

function compareTimes({ open: a }: AskedSubtask, { open: b }: AskedSubtask): number {
  return a.tracker.current === b.tracker.current ? 0 : a.tracker.current - b.tracker.current;
}

function countOf(execution: AskedRun, stage: Stage): StepCount {
  const { host } = execution;
  const { name, kind } = stage.node;
  return {
    step: name,
    kind,
    rowsIn: kind === "source" ? null : host.metrics.get(name, "numRecordsIn"),
    rowsOut: kind === "sink" ? null : host.metrics.get(name, kind === "source" ? "numRecordsIn" : "numRecordsOut"),
    lateRecordsDropped: host.metrics.get(name, "numLateRecordsDropped"),
    watermark: watermarkOf(execution, stage),
  };
}

/** A subtask that is idle, as it has no split, says nothing of how far its step is. */
function watermarkOf({ wiring, host }: AskedRun, stage: Stage): number | null {
  const times = wiring.subtasks
    .filter((one) => one.stage === stage)
    .flatMap(({ open: { tracker, times } }) => {
      if (times === undefined) return tracker.isIdle ? [] : tracker.current;
      return times.feeds.flatMap(({ isIdle, watermark }) => (isIdle ? [] : watermark));
    });
  return times.length === 0 ? host.metrics.watermark(stage.node.name) : timeOrNull(Math.min(...times));
}

/** The first step before the last that was given rows, keeps none, and has given none. */
function stopOf(path: readonly Stage[], counts: readonly StepCount[]): string | null {
  const stopped = counts.slice(0, -1).find(({ rowsIn, rowsOut }, at) => {
    const { node } = path[at]!;
    const keeps = node.kind === "operator" && (node.operator.state ?? []).length > 0;
    return !keeps && (rowsIn ?? 0) > 0 && rowsOut === 0;
  });
  return stopped?.step ?? null;
}

interface Found {
  readonly stage: Stage;
  readonly holds: Held | null;
  readonly back: HeldBack | null;
  readonly counts: readonly StepCount[];
  readonly stoppedAt: string | null;
  readonly slow: string | null;
  readonly key: KeyAsked | undefined;
}

function reasonOf(found: Found): WhyReason {
  const { stage, holds, back, counts, stoppedAt, key } = found;
  if (holds !== null && holds.count > 0) return reasonOfHolding(holds, back);
  const { rowsIn, rowsOut, lateRecordsDropped } = counts.at(-1)!;
  if ((rowsIn ?? 0) === 0) {
    if (counts.every(({ kind, rowsOut: given }) => kind !== "source" || given === 0)) return "silent source";
    return stoppedAt === null ? "nothing held" : "filtered";
  }
  if (rowsOut === 0 && lateRecordsDropped > 0 && lateRecordsDropped >= rowsIn!) return "late";
  if (key !== undefined) return "no such key";
  const keeps = stage.node.kind === "operator" && (stage.node.operator.state ?? []).length > 0;
  const gaveNothing = holds === null && rowsOut === 0;
  if (gaveNothing && keeps && boundednessOf(stage.node) === "bounded") return "end";
  if (gaveNothing && !keeps && stage.node.kind === "operator") return "filtered";
  return found.slow === null ? "nothing held" : "back-pressure";
}

function reasonOfHolding({ next, waitsFor, hasFired }: Held, back: HeldBack | null): WhyReason {
  if (hasFired === true) return "fired";
  if (next?.time === "processing") return "clock";
  if (next !== undefined) return back?.kind === "no watermarks" ? "no watermarks" : "event time";
  return waitsFor === undefined ? "end" : "trigger";
}

function splitsOf(execution: AskedRun, path: readonly Stage[]): SplitCount[] {
  const sources = new Set(path.map(({ id }) => id));
  return execution.host.feeds.feeds
    .filter(({ source }) => sources.has(source))
    .map((feed) => {
      const { split, status, sinceMs, rows, lastRowsMs = null, times } = feed;
      const isIdle = times.length > 0 && times.every((time) => time.isIdle);
      const watermark = times.length === 0 ? null : timeOrNull(leastTime(feed));
      return { source: sourceName(execution, feed), split, status, sinceMs, rows, lastRowsMs, watermark, isIdle };
    });
}
