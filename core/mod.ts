// Datasets: where they come from

// Operators of your own: `dataset.pipe(operator)`
export type { Operator, OperatorContext, OperatorTask, ProcessContext, ProcessFunction, RecordFailure } from "./operators/mod.ts";
// Aggregates
export * from "./aggregates/mod.ts";
export { each, into } from "./io/memory-sink.ts";
export { replay, type ReplayOptions } from "./io/replay-source.ts";
// Types of columns
export { type DataType, decimal, list, struct } from "./data/data-type.ts";
export type { Schema } from "./data/schema.ts";
export { schema, type TypedSchema, type TypeName, type ValueOf } from "./data/user-schema.ts";
// … and what can be done with them
export { Dataset, type EventTimeOptions, type KeyRow, type Transform } from "./dataset/dataset.ts";
export { type From, type FromOptions, from, fromColumns, range } from "./dataset/from.ts";
export { isJob, type Job, type JobTools, job } from "./dataset/job.ts";
export { type Flat, KeyedDataset } from "./dataset/keyed-dataset.ts";
export {
  type DeduplicateOptions,
  deadLetter,
  type OnError,
  type ProcessOptions,
  type SampleOptions,
  type StepOptions,
  type TopKOptions,
} from "./dataset/options.ts";
export { Output } from "./dataset/output.ts";
export { Table } from "./dataset/table.ts";
export { WindowedDataset, type WindowRow } from "./dataset/windowed-dataset.ts";
// Running
export type { Progress, RunOptions, RunResult } from "./runtime/options.ts";
export { RecordError } from "./runtime/record-error.ts";
// Time and windows
export { type Duration, durationMs, durationText } from "./time/duration.ts";
export { countWindow, cumulate, session, sliding, tumbling, type WindowAssigner } from "./time/window.ts";
