// Datasets: where they come from
export { type From, type FromOptions, from, fromColumns, range } from "./dataset/from.ts";
export { type GenerateOptions, generate } from "./io/generator-source.ts";
export { type Positioned, type ReadFrom, type ResumableOptions, resumable } from "./io/resumable-source.ts";
export { follow } from "./io/follow-source.ts";
export { type ReplayOptions, replay } from "./io/replay-source.ts";
export { type SchemaFor, schema, type TypedSchema } from "./data/user-schema.ts";
export {
  type DataType,
  decimal,
  list,
  struct,
  type TypeName,
  type TypeOf,
  type ValueOf,
  type VectorType,
  vector,
} from "./data/data-type.ts";
export { decimalText, decimalUnits } from "./data/decimal-units.ts";
export type { Schema } from "./data/schema.ts";

// … what can be done with them
export { Dataset, type KeyRow, type Transform } from "./dataset/dataset.ts";
export { type Flat, KeyedDataset } from "./dataset/keyed-dataset.ts";
export {
  deadLetter,
  type OnError,
  type ProcessOptions,
  type SampleOptions,
  type StepOptions,
} from "./dataset/options.ts";
export type { SortBy, SortOptions, SortOrder, SortPart } from "./dataset/sort.ts";
export type { RankBy, RankedTopKOptions, RankPart, TopKOptions } from "./dataset/top-k.ts";
export type { DeduplicateOptions, KeyChoice } from "./dataset/deduplicate.ts";

// … and where they go
export { Output } from "./dataset/output.ts";
export { type ShownRows, Table, type TableSampleOptions } from "./dataset/table/table.ts";
export type { GroupedTable } from "./dataset/table/grouped-table.ts";
export type { TableJoinOptions } from "./dataset/table/joined.ts";
export type { PivotOptions, UnpivotOptions } from "./dataset/table/reshaped.ts";
export type { ColumnSummary } from "./dataset/table/described.ts";
export type { PlotOptions } from "./dataset/table/plotted.ts";
export type { Picture } from "./display/picture.ts";
export type { PlotRunOptions } from "./dataset/table/show.ts";
export { each, into } from "./io/memory-sink.ts";
export { type ReadPiecesOptions, readPieces, writePieces } from "./io/packed-file.ts";

// Running: jobs, results, errors, and why nothing has come yet
export { isJob, type Job, type JobOptions, type JobTools, job } from "./dataset/job.ts";
export type { JobParameters, ReadParameter } from "./dataset/parameters.ts";
export { type AskedValues, type AskStateOptions, Running, type Why } from "./dataset/running.ts";
export type { Progress, RunOptions, RunResult, StateOnDisk } from "./runtime/options.ts";
export type { CheckpointOptions, UpgradeOptions } from "./runtime/checkpoint/options.ts";
export { type ReadStateOptions, readState } from "./dataset/read-state.ts";
export { type SavepointContentsOptions, savepointContents } from "./dataset/savepoint-contents.ts";
export { type WriteStateOptions, writeState } from "./dataset/write-state.ts";
export type { StateRow } from "./runtime/checkpoint/state-rows.ts";
export type {
  CheckOptions,
  SavepointCheck,
  SavepointContents,
  SavepointEntry,
  StoredSourceView,
  StoredStateView,
} from "./runtime/checkpoint/offline.ts";
export type { StepMigration } from "./runtime/checkpoint/fit-state.ts";
export type { FieldMigration } from "./state/schema/fit-fields.ts";
export type { KeyMigration } from "./state/schema/fit-key.ts";
export type { CheckpointRecord } from "./runtime/checkpoint/driver.ts";
export {
  type ExponentialRestart,
  type FailureRateRestart,
  type FixedDelayRestart,
  type RestartOptions,
  type RestartStrategy,
  restartStrategy,
} from "./runtime/restart.ts";
export type { KeyReplayOptions } from "./runtime/replay/replay.ts";
export type { TracedCall } from "./runtime/replay/tracer.ts";
export type { Metrics } from "./runtime/metrics.ts";
export type { CheckpointMetrics } from "./runtime/observe/checkpoint-metrics.ts";
export type { FailureMetrics, MetricsSnapshot, StepInput, StepMetrics } from "./runtime/observe/metrics-snapshot.ts";
export type { SourceMetrics, SplitMetrics, SplitWatermarkMetrics } from "./runtime/observe/source-metrics.ts";
export type { AlignmentMetrics } from "./runtime/observe/alignment-metrics.ts";
export { type OpenTelemetryApi, openTelemetry } from "./runtime/observe/open-telemetry.ts";
export type { RunSpan, RunTracing, SpanFacts } from "./runtime/observe/tracing.ts";
export { RecordError } from "./runtime/record-error.ts";

// Time: what rows have, and how far it is
export { type Duration, durationMs, durationText } from "./time/duration.ts";
export type { AlignOptions, EventTimeOptions } from "./dataset/event-time.ts";
export { type WatermarkFunctions, type WatermarkStrategy, watermarkStrategy } from "./time/watermark-strategy.ts";

// Windows
export {
  type CustomWindowOptions,
  countWindow,
  cumulate,
  customWindow,
  globalWindow,
  session,
  sliding,
  type TimeWindow,
  type TimeWindowAssigner,
  tumbling,
  type WindowAssigner,
} from "./time/window.ts";
export { WindowedDataset, type WindowRow } from "./dataset/windowed-dataset.ts";
export type { ClosedWindow, WindowContent, WindowOutcome, WindowProcessOptions } from "./dataset/window-process.ts";

// … when they fire
export type { Trigger, TriggerContext, TriggerResult, TriggerState } from "./time/trigger.ts";
export { type EventTimeTriggerOptions, eventTimeTrigger } from "./time/triggers/event-time-trigger.ts";
export { continuousEventTimeTrigger } from "./time/triggers/continuous-event-time-trigger.ts";
export { processingTimeTrigger } from "./time/triggers/processing-time-trigger.ts";
export { continuousProcessingTimeTrigger } from "./time/triggers/continuous-processing-time-trigger.ts";
export { type TimeoutOptions, timeoutTrigger } from "./time/triggers/timeout-trigger.ts";
export { countTrigger } from "./time/triggers/count-trigger.ts";
export { deltaTrigger } from "./time/triggers/delta-trigger.ts";
export { purgingTrigger } from "./time/triggers/purging-trigger.ts";
export { endOfStreamTrigger } from "./time/triggers/end-of-stream-trigger.ts";

// … and which records leave them before
export type { EvictOptions, Evictor, KeptRow } from "./time/evictor.ts";
export { countEvictor } from "./time/evictors/count-evictor.ts";
export { timeEvictor } from "./time/evictors/time-evictor.ts";
export { deltaEvictor } from "./time/evictors/delta-evictor.ts";

// Aggregates
export * from "./aggregates/mod.ts";

// Joins
export type { JoinHow } from "./operators/join-spec.ts";
export type { JoinColumns, Joined, JoinOn, JoinSelect, Nullable } from "./dataset/join-types.ts";
export type { IntervalJoinOptions } from "./dataset/interval-join.ts";
export type { AsOfJoined, AsOfJoinOptions, AsOfJoinSelect } from "./dataset/as-of-join.ts";
export type { CoGroup, CoGroupOptions } from "./dataset/co-group.ts";

// Functions with state and timers: `keyed.process({ … })`
export type { KeyedProcess, Lifecycle, NoState, OnTimer, Process, Rows } from "./dataset/process.ts";
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

// … of two inputs, or with rules that all know
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

// Compositions: `dataset.apply(transform)`
export { type AsyncOptions, mapAsync } from "./transforms/map-async.ts";
export type { RetryOptions } from "./transforms/retry-options.ts";
export {
  type LookupAnswer,
  type LookupCacheOptions,
  type LookupColumns,
  type LookupOptions,
  type LookupSelect,
  lookupJoin,
} from "./transforms/lookup-join.ts";
export {
  type IterateOptions,
  type Iteration,
  iterate,
  type LoopDatasets,
  type Once,
  once,
  type Rounds,
} from "./transforms/iterate.ts";
export { type ChangeWord, type FromChangelogOptions, fromChangelog } from "./transforms/from-changelog.ts";
export { aggregatePartition, mapPartition, reducePartition, sortPartition } from "./transforms/partition.ts";

// Operators of your own: `dataset.pipe(operator)`
export { inputOf, type OperatorInput, pipeInputs } from "./transforms/pipe-inputs.ts";
export type {
  AsyncContext,
  Crew,
  Operator,
  OperatorContext,
  OperatorTask,
  RecordFailure,
  Waiting,
} from "./operators/mod.ts";

// … kernels that they run, and by what is measured which are faster
export { type Clock, monotonicClock } from "./platform/clock.ts";
export { startModule, type Thread } from "./platform/threads.ts";
export { compileWasm, type WasmInstance, type WasmModule } from "./platform/wasm.ts";

// … and what they keep
export type { StateDeclaration } from "./state/state.ts";
export { type OperatorState, operatorState, type ValueState, valueState } from "./state/keyed-state.ts";
export { type ListState, listState } from "./state/list-state.ts";
export type { KeptRows } from "./state/row-chunks.ts";
export { type RowState, rowState, type SpacesAway } from "./state/row-state.ts";
export { partitioned } from "./state/partitioned.ts";
export { keyedBytes, type Recoverable, type StateHost, type StateSnapshot } from "./state/state.ts";
export { groupWriter } from "./state/pane-state.ts";
export { KeyIndex } from "./state/key-index.ts";
export { type KeySpace, keySpace } from "./state/key-space.ts";
export { type ByteReader, type ByteWriter, readValue, writeValue, writtenBytes } from "./data/codec.ts";

// … and the batches that they are given and give
export { type Batch, changeKind, lengthOf, makeBatch } from "./data/batch.ts";
export { type Column, isValid, type VectorColumn, valueAt } from "./data/column.ts";
export { columnOf } from "./data/column-of.ts";
export { compact, keep, take } from "./data/compact.ts";
export { concat as concatBatches } from "./data/concat.ts";
export { missingColumn, rowSchema, valueSchema } from "./data/schema.ts";
export { columnNamed } from "./operators/column-named.ts";
export { checkOptions, type KnownOptions, requireOptions } from "./data/options.ts";
export { nearestNames } from "./data/schema.ts";
export { rowReader } from "./expression/row-reader.ts";
export { type Evaluated, evaluator } from "./expression/evaluate.ts";
export { lambdaText } from "./expression/explain-chain.ts";
export { type KeyedInput, type KeySpec, keyedInput } from "./operators/keyed-input.ts";

// Connectors of your own: connectors/writing/README.md
export type {
  BadRecord,
  Condition,
  ReadContext,
  ScanRequest,
  Source,
  SourceDescription,
  Split,
  SplitPosition,
  SplitReader,
} from "./io/source.ts";
export type { Guarantee, Sink, SinkContext, SinkWriter, Transaction } from "./io/sink.ts";
