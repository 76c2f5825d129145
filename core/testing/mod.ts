// Operators and compositions under test
export { type OperatorCase, verifyOperator } from "./verify-operator.ts";
export { verifyAsyncOperator } from "./verify-async-operator.ts";
export { type Harness, type HarnessOptions, harness } from "./harness.ts";
export type { BatchForm } from "./event-batch.ts";
export type { Exchange } from "./operator-host.ts";
export type { Feedback } from "./looped-host.ts";

// What goes in and comes out
export {
  at,
  type ChangeName,
  type CrashEvent,
  crash,
  type EndEvent,
  end,
  type InputEvent,
  insert,
  type OutputEvent,
  on,
  type ProcessingTimeEvent,
  processingTime,
  type RowEvent,
  remove,
  row,
  updateAfter,
  updateBefore,
  type WatermarkEvent,
  watermark,
} from "./event.ts";
export { finalContents } from "./final-contents.ts";

// Time
export { type VirtualClock, virtualClock } from "./virtual-clock.ts";

// Contracts of what has several implementations
export type { ContractCase } from "./contracts/contract-case.ts";
export { type SourceUnderTest, sourceContract } from "./contracts/source.ts";
export { type SinkUnderTest, sinkContract } from "./contracts/sink.ts";
export { type FileSystemUnderTest, fileSystemContract } from "./contracts/file-system.ts";
export { type StateUnderTest, stateContract } from "./contracts/state/state-contract.ts";
