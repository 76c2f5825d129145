import { type OperatorState, operatorState } from "../state/keyed-state.ts";
import { partitioned } from "../state/partitioned.ts";
import { type KeptRows, rowState } from "../state/row-state.ts";
import { channelCounts } from "./channels.ts";
import { hostedContext } from "./context.ts";
import type { LoopHost } from "./loop.ts";
import type { LoopStage } from "./loop-body.ts";
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

/** What one subtask of a loop keeps: its part of the rows that go round. */
export interface LoopState {
  /** The rows of an input. */
  rows(input: number): KeptRows;
  /** What a round is given: the initial rows, or what was fed back by the one before. */
  fed(round: number): KeptRows;
  drop(input: number): void;
  forget(round: number): void;
  clear(): void;
  /** The same in all subtasks. */
  readonly control: OperatorState<LoopControl>;
  /** Event time of each input. */
  readonly trackers: readonly WatermarkTracker[];
  snapshot(): SubtaskSnapshot;
}

const given = partitioned(rowState("rows of inputs"));
const fedBack = partitioned(rowState("rows that go round"));
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
  const operator = { name, state: [given, fedBack, control], open: () => ({ batch: () => undefined }) };
  const context = hostedContext({
    operator,
    step: name,
    parallelism: stage.parallelism,
    clock,
    count: (metric, by) => metrics.add(name, metric, by),
    onBadRecord: (record, error) => host.onBadRecord(undefined, record, error),
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
  return {
    rows: (input) => (input === 0 ? fed.space(0) : rows.space(input)),
    fed: (round) => fed.space(round),
    drop: (input) => rows.drop(input),
    forget: (round) => fed.drop(round),
    clear: () => {
      for (const state of [rows, fed]) for (const space of [...state.spaces.keys()]) state.drop(space);
    },
    control: context.state(control),
    trackers,
    snapshot: () => {
      const snapshot = takeSnapshot(operator, context.handles, watermarkTracker(0));
      return { ...snapshot, watermarks: trackers.flatMap(({ times }) => times) };
    },
  };
}
