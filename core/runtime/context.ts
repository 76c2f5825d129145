import type { Batch } from "../data/batch.ts";
import { defaultMaxParallelism } from "../data/key-group.ts";
import type { BadRecord } from "../io/source.ts";
import type { Operator, OperatorContext } from "../operators/operator.ts";
import { type Clock, seededRandom } from "../platform/mod.ts";
import { type KeySpace, keySpace } from "../state/key-space.ts";
import type { Recoverable, StateDeclaration } from "../state/state.ts";
import { badRecord } from "./record-error.ts";
import { type Output, type SubtaskStatus, type WatermarkTracker, watermarkTracker } from "./subtask.ts";

/** What makes an operator's context in some host. */
export interface ContextOptions {
  readonly operator: Operator;
  readonly step: string;
  readonly subtask: number;
  readonly parallelism: number;
  readonly output: () => Output;
  readonly tracker: WatermarkTracker;
  readonly status: SubtaskStatus;
  readonly clock: Clock;
  readonly memoryBytes: number;
  readonly wakeAt: (timeMs: number) => void;
  readonly count: (metric: string, by: number) => void;
  /** Throws, or notes the record and returns. */
  readonly onBadRecord: (record: BadRecord, error: unknown) => void;
}

export interface HostedContext extends OperatorContext {
  /** The handles by state name, for snapshots. */
  readonly handles: ReadonlyMap<string, Recoverable>;
  readonly keys: KeySpace;
}

export function operatorContext(options: ContextOptions): HostedContext {
  const keys = keySpace(defaultMaxParallelism);
  const handles = stateHandles(options.operator, keys);
  const random = seededRandom(options.subtask + 1);
  return {
    subtask: options.subtask,
    parallelism: options.parallelism,
    step: options.step,
    keys,
    handles,
    state: <Handle>(declaration: StateDeclaration<Handle>) => handles.get(declaration.name) as unknown as Handle,
    emit: (batch: Batch, side) => options.output().emit(batch, side),
    emitWatermark: (timeMs) => options.output().watermark(timeMs),
    get watermark() {
      return options.tracker.current;
    },
    clock: options.clock,
    memoryBytes: options.memoryBytes,
    wakeAt: options.wakeAt,
    random: () => random.next(),
    count: (metric, by = 1) => options.count(metric, by),
    finish: () => {
      options.status.finished = true;
    },
    fail: (failure) => options.onBadRecord(badRecord(options.step, failure, options.status.position), failure.error),
  };
}

type HostOptions = Pick<ContextOptions, "operator" | "step" | "parallelism" | "clock" | "count" | "onBadRecord">;

/** The context of what routes rows to the subtasks of a step: it evaluates keys, and has no state. */
export function routingContext(options: Omit<HostOptions, "operator">): OperatorContext {
  return hostedContext({ ...options, operator: { name: "exchange", open: () => ({ batch: () => undefined }) } });
}

/** A context without a subtask around it: nothing arrives, and nothing leaves. */
export function hostedContext(options: HostOptions): HostedContext {
  return operatorContext({
    ...options,
    subtask: 0,
    output: () => nowhere,
    tracker: watermarkTracker(1),
    status: { finished: false, position: 0 },
    memoryBytes: Number.POSITIVE_INFINITY,
    wakeAt: () => undefined,
  });
}

const nowhere: Output = { emit: () => undefined, watermark: () => undefined, end: () => undefined, needed: true };

function stateHandles(operator: Operator, keys: KeySpace): Map<string, Recoverable> {
  const handles = new Map<string, Recoverable>();
  for (const declaration of operator.state ?? []) {
    if (handles.has(declaration.name)) {
      throw new TypeError(
        `Cannot open ${operator.name} as its states must have different names: got "${declaration.name}" twice; rename one`,
      );
    }
    handles.set(declaration.name, declaration.create({ keys, maxParallelism: defaultMaxParallelism }));
  }
  return handles;
}
