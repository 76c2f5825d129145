// The contract

// State of users' functions
export type { AggregatingHandle } from "../state/user/aggregating.ts";
export type { ListHandle } from "../state/user/list.ts";
export type { MapHandle } from "../state/user/map.ts";
export type { StateHandles, StateSpec, UserState } from "../state/user/user-state.ts";
export type { ValueHandle } from "../state/user/value.ts";
// By key
export { asOfJoin } from "./as-of-join.ts";
// Row by row
export type { AsyncContext } from "./async-context.ts";
export { asyncMap } from "./async-map.ts";
export { changelog } from "./changelog.ts";
export { coGroup } from "./co-group.ts";
export { combine } from "./combine.ts";
export { countAggregate } from "./count-aggregate.ts";
export { distinctChanges } from "./distinct-changes.ts";
export { failedRow, oneLine } from "./failed-row.ts";
export { finalRows } from "./final-rows.ts";
export { firstByKey } from "./first-by-key.ts";
export { fromChangelog, fromUpserts } from "./from-changelog.ts";
export { groupAggregate } from "./group-aggregate.ts";
export { intervalJoin } from "./interval-join.ts";
export { join } from "./join.ts";
export { lasting, roundsBegin, roundsEnd } from "./lasting.ts";
export { limit } from "./limit.ts";
export { lookupJoin } from "./lookup-join.ts";
export { objectColumns } from "./object-columns.ts";
export type {
  Columns,
  Combination,
  Operator,
  OperatorContext,
  OperatorTask,
  RecordFailure,
  Waiting,
} from "./operator.ts";
export { paneAggregate } from "./pane-aggregate.ts";
export { partitionMap } from "./partition-map.ts";
export { perPartition } from "./per-partition.ts";
export { process } from "./process.ts";
export type {
  BroadcastContext,
  BroadcastReader,
  KeyedBroadcastContext,
  KeyedContext,
  ProcessContext,
  SubtaskContext,
  TimerContext,
} from "./process-context.ts";
export { roundMap } from "./round-map.ts";
export { rows } from "./rows.ts";
export { sample } from "./sample.ts";
export { sessionAggregate } from "./session-aggregate.ts";
export { sort } from "./sort.ts";
export { topRows } from "./top-rows.ts";
export { updatingJoin } from "./updating-join.ts";
export { type StateKinds, type StateOptions, state, type TimeToLive } from "./user-state.ts";
export { windowOperator } from "./window.ts";
export { windowJoin } from "./window-join.ts";
export { withEventTime } from "./with-event-time.ts";
