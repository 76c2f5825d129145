// Datasets: where they come from

// Aggregates
export * from "./aggregates/mod.ts";
// Types of columns
export { type DataType, decimal, list, struct } from "./data/data-type.ts";
export type { Schema } from "./data/schema.ts";
export { schema, type TypedSchema, type TypeName, type ValueOf } from "./data/user-schema.ts";
export type { AsOfJoined, AsOfJoinOptions, AsOfJoinSelect } from "./dataset/as-of-join.ts";
export type { CoGroup, CoGroupOptions } from "./dataset/co-group.ts";
export {
  BroadcastConnectedDatasets,
  BroadcastDataset,
  type BroadcastProcess,
  ConnectedDatasets,
  KeyedBroadcastConnectedDatasets,
  type KeyedBroadcastProcess,
  KeyedConnectedDatasets,
  type KeyedConnectedProcess,
} from "./dataset/connected-datasets.ts";
// … and what can be done with them
export { Dataset, type KeyRow, type Transform } from "./dataset/dataset.ts";
export type { DeduplicateOptions, KeyChoice } from "./dataset/deduplicate.ts";
export type { AlignOptions, EventTimeOptions } from "./dataset/event-time.ts";
export { type From, type FromOptions, from, fromColumns, range } from "./dataset/from.ts";
export type { IntervalJoinOptions } from "./dataset/interval-join.ts";
export { isJob, type Job, type JobTools, job } from "./dataset/job.ts";
export type { JoinColumns, Joined, JoinOn, JoinSelect, Nullable } from "./dataset/join-types.ts";
export { type Flat, KeyedDataset } from "./dataset/keyed-dataset.ts";
export {
  deadLetter,
  type OnError,
  type ProcessOptions,
  type SampleOptions,
  type StepOptions,
} from "./dataset/options.ts";
export { Output } from "./dataset/output.ts";
export type { KeyedProcess, Lifecycle, NoState, OnTimer, Process, Rows } from "./dataset/process.ts";
export { Running, type Why } from "./dataset/running.ts";
export type { SortBy, SortOptions, SortOrder, SortPart } from "./dataset/sort.ts";
export { Table } from "./dataset/table.ts";
export type { RankBy, RankedTopKOptions, RankPart, TopKOptions } from "./dataset/top-k.ts";
export type { ClosedWindow, WindowContent, WindowOutcome, WindowProcessOptions } from "./dataset/window-process.ts";
export { WindowedDataset, type WindowRow } from "./dataset/windowed-dataset.ts";
export { type GenerateOptions, generate } from "./io/generator-source.ts";
export { each, into } from "./io/memory-sink.ts";
export { type ReplayOptions, replay } from "./io/replay-source.ts";
// Running
export type { JoinHow } from "./operators/join-spec.ts";
// Operators of your own: `dataset.pipe(operator)`
export type {
  AsyncContext,
  Operator,
  OperatorContext,
  OperatorTask,
  RecordFailure,
  Waiting,
} from "./operators/mod.ts";
// Functions with state and timers: `keyed.process({ … })`
export {
  type AggregatingHandle,
  type BroadcastContext,
  type BroadcastReader,
  type KeyedBroadcastContext,
  type KeyedContext,
  type ListHandle,
  type MapHandle,
  type ProcessContext,
  type StateHandles,
  type StateKinds,
  type StateOptions,
  type StateSpec,
  type SubtaskContext,
  state,
  type TimerContext,
  type TimeToLive,
  type UserState,
  type ValueHandle,
} from "./operators/mod.ts";
export type { Progress, RunOptions, RunResult } from "./runtime/options.ts";
export { RecordError } from "./runtime/record-error.ts";
// … and what they keep
export { type OperatorState, operatorState, type ValueState, valueState } from "./state/keyed-state.ts";
export { type ListState, listState } from "./state/list-state.ts";
export { partitioned } from "./state/partitioned.ts";
export { type KeptRows, type RowState, rowState } from "./state/row-state.ts";
export type { StateDeclaration } from "./state/state.ts";
// Time and windows
export { type Duration, durationMs, durationText } from "./time/duration.ts";
// … which records leave them
export type { EvictOptions, Evictor, KeptRow } from "./time/evictor.ts";
export { countEvictor } from "./time/evictors/count-evictor.ts";
export { deltaEvictor } from "./time/evictors/delta-evictor.ts";
export { timeEvictor } from "./time/evictors/time-evictor.ts";
// … and when they fire
export type { Trigger, TriggerContext, TriggerResult, TriggerState } from "./time/trigger.ts";
export { continuousEventTimeTrigger } from "./time/triggers/continuous-event-time-trigger.ts";
export { continuousProcessingTimeTrigger } from "./time/triggers/continuous-processing-time-trigger.ts";
export { countTrigger } from "./time/triggers/count-trigger.ts";
export { deltaTrigger } from "./time/triggers/delta-trigger.ts";
export { endOfStreamTrigger } from "./time/triggers/end-of-stream-trigger.ts";
export { type EventTimeTriggerOptions, eventTimeTrigger } from "./time/triggers/event-time-trigger.ts";
export { processingTimeTrigger } from "./time/triggers/processing-time-trigger.ts";
export { purgingTrigger } from "./time/triggers/purging-trigger.ts";
export { type TimeoutOptions, timeoutTrigger } from "./time/triggers/timeout-trigger.ts";
export { type WatermarkFunctions, type WatermarkStrategy, watermarkStrategy } from "./time/watermark-strategy.ts";
export {
  type CustomWindowOptions,
  countWindow,
  cumulate,
  customWindow,
  globalWindow,
  session,
  sliding,
  type TimeWindow,
  tumbling,
  type WindowAssigner,
} from "./time/window.ts";
// Compositions: `dataset.apply(transform)`
export { type ChangeWord, type FromChangelogOptions, fromChangelog } from "./transforms/from-changelog.ts";
export {
  type IterateOptions,
  type Iteration,
  iterate,
  type LoopDatasets,
  type Once,
  once,
  type Rounds,
} from "./transforms/iterate.ts";
export {
  type LookupAnswer,
  type LookupCacheOptions,
  type LookupColumns,
  type LookupOptions,
  type LookupSelect,
  lookupJoin,
} from "./transforms/lookup-join.ts";
export { type AsyncOptions, mapAsync } from "./transforms/map-async.ts";
export { aggregatePartition, mapPartition, reducePartition, sortPartition } from "./transforms/partition.ts";
export { inputOf, type OperatorInput, pipeInputs } from "./transforms/pipe-inputs.ts";
export type { RetryOptions } from "./transforms/retry-options.ts";
