import type { Batch } from "../data/batch.ts";
import { type OperatorState, operatorState } from "../state/keyed-state.ts";
import { OrderedRows } from "../state/ordered-rows.ts";
import { partitioned } from "../state/partitioned.ts";
import { type RowState, rowState } from "../state/row-state.ts";
import { type SpilledRows, spilledRows } from "../state/spilled-rows.ts";
import type { StateDeclaration } from "../state/state.ts";
import { channelCounts } from "./channels.ts";
import { hostedContext } from "./context.ts";
import type { LoopHost } from "./loop.ts";
import type { LoopStage } from "./loop-body.ts";
import { footprintOf, type StepFootprint } from "./observe/footprint.ts";
import { restoreSnapshot, type SubtaskSnapshot, takeSnapshot } from "./snapshot.ts";
import { type WatermarkTracker, watermarkTracker } from "./watermark-tracker.ts";

/** How far a loop over bounded inputs is. */
export interface LoopControl {
  readonly round: number;
  /** Before a round; its rows have been given; so has the end of the loop; all is over. */
  readonly phase: "between" | "within" | "ending" | "done";
  /** What had a row this round of that by which the loop may end. */
  readonly said: { readonly until?: true; readonly while?: true };
}

/** What one subtask of a loop keeps: its part of the rows that go round. What does not fit into memory is on disk. */
export interface LoopState {
  /** The rows of an input. */
  rows(input: number): OrderedRows;
  /** What a round is given: the initial rows, or what was fed back by the one before. */
  fed(round: number): OrderedRows;
  /** Adds to some of those. */
  keep(rows: OrderedRows, batch: Batch): void;
  clear(): void;
  /** The same in all subtasks. */
  readonly control: OperatorState<LoopControl>;
  /** Event time of each input. */
  readonly trackers: readonly WatermarkTracker[];
  snapshot(): SubtaskSnapshot;
  footprint(): StepFootprint | undefined;
  /** Gives back what is on disk. */
  close(): void;
}

const given = partitioned(rowState("rows of inputs"));
/** In two places by turns: what a round is given, and what it feeds back. */
const fedBack = partitioned(rowState("rows that go round by turns"));
const fedOnDisk = [0, 1].map((turn) => onDisk(`spilled rows that go round, turn ${turn}`));

function onDisk(name: string): StateDeclaration<SpilledRows> {
  return partitioned(spilledRows(name, "keyed"));
}

/** What rows are copied to on their way to disk counts, too. */
const spillingFactor = 2;

const control = operatorState<LoopControl>(
  "control",
  () => ({ round: 0, phase: "between", said: {} }),
  (one) => one,
);

/** The states of all subtasks of a loop, as they were. */
export function loopStates(stage: LoopStage, host: LoopHost): LoopState[] {
  return Array.from({ length: stage.parallelism }, (_, subtask) => loopState(stage, subtask, host));
}

function loopState(stage: LoopStage, subtask: number, host: LoopHost): LoopState {
  const { name, inputs } = stage.node;
  const { clock, metrics } = host;
  const givenOnDisk = inputs.map((_, input) => onDisk(`spilled rows of input ${input}`));
  const state = [given, fedBack, ...givenOnDisk, ...fedOnDisk, control];
  const operator = { name, state, open: () => ({ batch: () => undefined }) };
  const context = hostedContext({
    operator,
    step: name,
    parallelism: stage.parallelism,
    clock,
    count: (metric, by) => metrics.add(name, metric, by),
    onBadRecord: (record, error) => host.onBadRecord(undefined, record, error, stage.id),
  });
  const channels = channelCounts(stage, inputs.length);
  const trackers = channels.map((count) => watermarkTracker(count));
  const restored = host.restored?.get(stage.id);
  if (restored !== undefined) {
    const all = watermarkTracker(channels.reduce((sum, count) => sum + count, 0));
    restoreSnapshot(operator, context.handles, all, restored, { subtask, parallelism: stage.parallelism });
    const times = [...all.times];
    for (const tracker of trackers) tracker.times.forEach((__, channel) => tracker.advance(channel, times.shift()!));
  }
  const [rows, fed] = [context.state(given), context.state(fedBack)];
  const inputRows = givenOnDisk.map((spilled, input) => new OrderedRows(rows, context.state(spilled), input));
  const fedRows = fedOnDisk.map((spilled, turn) => new OrderedRows(fed, context.state(spilled), turn));
  return {
    rows: (input) => (input === 0 ? fedRows[0]! : inputRows[input]!),
    fed: (round) => fedRows[round % 2]!,
    keep: (to, batch) => {
      to.add(batch);
      if ((sizeOf(rows) + sizeOf(fed)) * spillingFactor <= host.memoryBytes) return;
      metrics.add(name, "numRecordsSpilled", to.spill());
    },
    clear: () => {
      for (const each of [...inputRows, ...fedRows]) each.clear();
    },
    close: () => {
      for (const handle of context.handles.values()) handle.close?.();
    },
    control: context.state(control),
    trackers,
    footprint: () => footprintOf(context.handles.values()),
    snapshot: () => {
      const snapshot = takeSnapshot(operator, context.handles, watermarkTracker(0));
      return { ...snapshot, watermarks: trackers.flatMap(({ times }) => times) };
    },
  };
}

function sizeOf({ spaces }: RowState): number {
  let sizeBytes = 0;
  for (const rows of spaces.values()) sizeBytes += rows.sizeBytes;
  return sizeBytes;
}
