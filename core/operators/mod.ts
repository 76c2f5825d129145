// The contract
export type {
  Columns,
  Combination,
  Operator,
  Crew,
  OperatorContext,
  OperatorTask,
  RecordFailure,
  Waiting,
} from "./operator.ts";
export { failedRow } from "./failed-row.ts";

// Row by row
export { rows } from "./rows.ts";
export { process } from "./process.ts";
export { sample } from "./sample.ts";
export { limit } from "./limit.ts";
export { anyColumns } from "./any-columns.ts";
export { withEventTime } from "./with-event-time.ts";
export { objectColumns } from "./object-columns.ts";

// … calling what answers later
export { asyncMap } from "./async-map.ts";
export type { AsyncContext } from "./async-context.ts";
export { lookupJoin } from "./lookup-join.ts";

// By key
export { groupAggregate } from "./group-aggregate.ts";
export { countAggregate } from "./count-aggregate.ts";
export { combine } from "./combine.ts";
export { firstByKey } from "./first-by-key.ts";
export { topRows } from "./top-rows.ts";

// In windows
export { windowOperator } from "./window.ts";
export { paneAggregate } from "./pane-aggregate.ts";
export { paneChanges } from "./pane-changes.ts";
export { windowChanges } from "./window-changes.ts";
export { sessionAggregate } from "./session-aggregate.ts";
export { windowJoin } from "./window-join.ts";

// Of two inputs
export { join } from "./join.ts";
export { updatingJoin } from "./updating-join.ts";
export { intervalJoin } from "./interval-join.ts";
export { asOfJoin } from "./as-of-join.ts";
export { coGroup } from "./co-group.ts";
export { meetingPairs, meetingWindows } from "./meeting-windows.ts";

// Of whole inputs and partitions
export { sort } from "./sort.ts";
export { partitionMap } from "./partition-map.ts";
export { perPartition } from "./per-partition.ts";

// Changelogs
export { changelog } from "./changelog.ts";
export { fromChangelog, fromUpserts } from "./from-changelog.ts";
export { distinctChanges } from "./distinct-changes.ts";
export { finalRows } from "./final-rows.ts";

// Rounds of an iteration
export { lasting, roundsBegin, roundsEnd } from "./lasting.ts";
export { roundMap } from "./round-map.ts";

// What functions of users are given
export type {
  BroadcastContext,
  BroadcastReader,
  KeyedBroadcastContext,
  KeyedContext,
  ProcessContext,
  SubtaskContext,
  TimerContext,
} from "./process-context.ts";
export { type StateKinds, type StateOptions, state, type TimeToLive } from "./user-state.ts";

// … and the state that they keep
export type { StateHandles, StateSpec, UserState } from "../state/user/user-state.ts";
export type { ValueHandle } from "../state/user/value.ts";
export type { ListHandle } from "../state/user/list-handle.ts";
export type { MapHandle } from "../state/user/map-handle.ts";
export type { AggregatingHandle } from "../state/user/aggregating.ts";
