import type { Batch } from "../data/batch.ts";
import { defaultMaxParallelism } from "../data/key-group.ts";
import { refusePromises } from "../data/later.ts";
import type { BadRecord } from "../io/source.ts";
import type { KeptKeys } from "../operators/kept-keys.ts";
import type { KeyMeeting } from "../operators/key-meeting.ts";
import type { Crew, Operator, OperatorContext } from "../operators/operator.ts";
import type { SoughtColumns } from "../operators/sought-columns.ts";
import { type Clock, seededRandom } from "../platform/mod.ts";
import { type KeySpace, keySpace } from "../state/key-space.ts";
import type { Recoverable, StateDeclaration, StateDisk, StateHost } from "../state/state.ts";
import type { EventTimes } from "./event-times.ts";
import { badRecord } from "./record-error.ts";
import type { Output, SubtaskStatus } from "./subtask.ts";
import { type WatermarkTracker, watermarkTracker } from "./watermark-tracker.ts";

/** What makes an operator's context in some host. */
export interface ContextOptions {
  readonly operator: Operator;
  readonly step: string;
  readonly subtask: number;
  readonly parallelism: number;
  readonly output: () => Output;
  readonly tracker: WatermarkTracker;
  readonly status: SubtaskStatus;
  readonly times?: EventTimes | undefined;
  readonly clock: Clock;
  readonly memoryBytes: number;
  /** Where state is that can be on disk; undefined where all is in memory. */
  readonly disk?: StateDisk | undefined;
  readonly meeting?: KeyMeeting | undefined;
  readonly sought?: SoughtColumns | undefined;
  readonly warn?: ((text: string) => void) | undefined;
  readonly crew?: Crew | undefined;
  /** Where its state was restored. */
  readonly keptKeys?: () => KeptKeys;
  /** In an iteration: which round it is. */
  readonly round?: (() => number) | undefined;
  readonly wakeAt: (timeMs: number) => void;
  readonly wake: () => void;
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
  const handles = stateHandles(options.operator, {
    keys,
    maxParallelism: defaultMaxParallelism,
    clock: options.clock,
    watermark: () => options.tracker.current,
    disk: options.disk,
  });
  const random = seededRandom(options.subtask + 1);
  return {
    subtask: options.subtask,
    parallelism: options.parallelism,
    step: options.step,
    keys,
    handles,
    state: <Handle>(declaration: StateDeclaration<Handle>) => handles.get(declaration.name) as unknown as Handle,
    emit: (batch: Batch, side) => {
      refusePromises(batch, options.step);
      options.output().emit(batch, side);
    },
    sideIsRead: (side) => options.output().reads?.(side) ?? true,
    emitWatermark: (timeMs, split) => {
      if (options.times !== undefined) return options.times.watermark(timeMs, split);
      options.output().watermark(timeMs);
      return true;
    },
    get split() {
      return options.times?.split ?? "";
    },
    get watermark() {
      return options.tracker.current;
    },
    clock: options.clock,
    memoryBytes: options.memoryBytes,
    get round() {
      return options.round?.();
    },
    meeting: options.meeting,
    sought: options.sought,
    warn: options.warn,
    crew: options.crew,
    get keptKeys() {
      return options.keptKeys?.();
    },
    wakeAt: options.wakeAt,
    wake: options.wake,
    random: () => random.next(),
    count: (metric, by = 1) => options.count(metric, by),
    finish: () => {
      options.status.finished = true;
    },
    fail: (failure) => options.onBadRecord(badRecord(options.step, failure, options.status.position), failure.error),
  };
}

type HostOptions = Pick<
  ContextOptions,
  "operator" | "step" | "parallelism" | "clock" | "disk" | "count" | "onBadRecord"
>;

/** The context of what routes rows to the subtasks of a step: it evaluates keys, and has no state. */
export function routingContext(options: Omit<HostOptions, "operator">): OperatorContext {
  return hostedContext({ ...options, operator: { name: "exchange", open: () => ({ batch: () => undefined }) } });
}

/** State without a subtask around it, at a time that stands: for those who look into what is stored. */
export function detachedContext(
  operator: Operator,
  nowMs: number,
): { readonly context: HostedContext; readonly tracker: WatermarkTracker } {
  const tracker = watermarkTracker(1);
  const clock = { nowMs: () => nowMs };
  const nothing = (): void => undefined;
  const context = hostedContext(
    { operator, step: operator.name, parallelism: 1, clock, count: nothing, onBadRecord: nothing },
    tracker,
  );
  return { context, tracker };
}

/** A context without a subtask around it: nothing arrives, and nothing leaves. */
export function hostedContext(options: HostOptions, tracker: WatermarkTracker = watermarkTracker(1)): HostedContext {
  return operatorContext({
    ...options,
    subtask: 0,
    output: () => nowhere,
    tracker,
    status: { finished: false, ended: false, roundEnded: undefined, position: 0 },
    memoryBytes: Number.POSITIVE_INFINITY,
    wakeAt: () => undefined,
    wake: () => undefined,
  });
}

const nowhere: Output = {
  emit: () => undefined,
  watermark: () => undefined,
  status: () => undefined,
  barrier: () => undefined,
  end: () => undefined,
  needed: true,
};

function stateHandles(operator: Operator, host: StateHost): Map<string, Recoverable> {
  const handles = new Map<string, Recoverable>();
  for (const declaration of operator.state ?? []) {
    if (handles.has(declaration.name)) {
      throw new TypeError(
        `Cannot open ${operator.name} as its states must have different names: got "${declaration.name}" twice; rename one`,
      );
    }
    handles.set(declaration.name, declaration.create(host));
  }
  return handles;
}
