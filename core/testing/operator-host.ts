import type { Batch } from "../data/batch.ts";
import type { Operator, Waiting } from "../operators/operator.ts";
import type { Partitioning } from "../plan/node.ts";
import { routingContext } from "../runtime/context.ts";
import { type OpenSubtask, openSubtask } from "../runtime/open-subtask.ts";
import { announcing, type Router, router } from "../runtime/router.ts";
import type { StoredState, SubtaskSnapshot } from "../runtime/snapshot.ts";
import type { Output } from "../runtime/subtask.ts";
import { type Wakeups, wakeups } from "../runtime/wakeups.ts";
import type { StateDisk } from "../state/state.ts";
import { type VirtualClock, virtualClock } from "./virtual-clock.ts";

/** How the records of an input meet their subtask: those of a key together; copied to all; or in turn. */
export type Exchange = ((value: never) => unknown) | "broadcast" | "rebalance";

export interface HostOptions {
  readonly operator: Operator;
  /** Where so many subtasks send what they give. */
  readonly outputs: (parallelism: number) => readonly Output[];
  /** One for each input. */
  readonly exchange: readonly Exchange[];
  /** What each subtask may hold in memory. */
  readonly memoryBytes: number;
  /** Where state is that can be on disk. */
  readonly disk?: StateDisk | undefined;
  /** Whether every third life has its state in memory all the same. */
  readonly changesBackend?: boolean;
  /** Is told of records that could not be processed; throws to end it all. */
  readonly onFailure: (message: string, error: unknown) => void;
  readonly count: (metric: string, by: number) => void;
}

/** Runs one operator in a number of subtasks, by hand. */
export interface OperatorHost {
  batch(batch: Batch, input: number): void;
  watermark(timeMs: number, input: number | undefined): void;
  processingTime(timeMs: number): void;
  end(input: number | undefined): void;
  /** What the subtasks remember is written down, and they go on. */
  barrier(): void;
  /** Throws the subtasks away, after writing down what they remember, and goes on with fresh ones. */
  crash(parallelism: number): void;
  close(): void;
  readonly outside: Outside;
}

/** What subtasks have to do with what they wait for outside. */
export interface Outside {
  /** Whether one has asked to be resumed. */
  asked(): boolean;
  /** Resumes whoever has asked. */
  resume(): void;
  /** The earliest processing time that anyone waits for. */
  nextMs(): number;
  nowMs(): number;
  waits(): Waiting | undefined;
}

export function operatorHost(options: HostOptions, parallelism: number): OperatorHost {
  const { operator } = options;
  const clock = virtualClock();
  const inputs = operator.inputs ?? 1;
  const ended = new Set<number>();
  let run = openRun(options, clock, parallelism, undefined);
  let crashes = 0;
  const each = (input: number | undefined, call: (input: number) => void): void => {
    if (input !== undefined) call(input);
    else for (let one = 0; one < inputs; one++) call(one);
  };
  const end = (input: number): void => {
    ended.add(input);
    for (const { receiver } of run.subtasks) receiver.end(input, 0);
  };
  return {
    batch: (batch, input) => {
      run.routers[input]!(batch, (target, part) => run.subtasks[target]!.receiver.receive(part, input));
      run.wakeups.wake();
    },
    watermark: (timeMs, input) => {
      each(input, (one) => {
        for (const { receiver } of run.subtasks) receiver.watermark(timeMs, one, 0);
      });
      run.wakeups.wake();
    },
    processingTime: (timeMs) => {
      // Step by step, so that what wakes in between sees its own time.
      for (; run.wakeups.next <= timeMs; run.wakeups.wake()) clock.advanceTo(Math.max(run.wakeups.next, clock.nowMs()));
      clock.advanceTo(timeMs);
    },
    end: (input) => each(input, end),
    barrier: () => run.subtasks.forEach((subtask) => void subtask.snapshot("files")),
    crash: (next) => {
      // In turn as copies of all, and as the files that state on disk is in.
      const how = crashes++ % 2 === 0 ? "files" : "all";
      const before = run.subtasks;
      // What the first one gives is asked for only now, and must be as it was then.
      const known = run.first?.map(piecesIn);
      const snapshots = before.map((subtask, at) =>
        known === undefined ? subtask.snapshot(how) : withPieces(subtask.snapshot("changes"), known[at]!),
      );
      run = openRun(diskOf(options, crashes), clock, next, snapshots);
      for (const subtask of before) subtask.close();
      for (const input of ended) end(input);
      run.wakeups.wake();
    },
    close: () => {
      for (const subtask of run.subtasks) subtask.close();
    },
    outside: {
      asked: () => run.wakeups.asked,
      resume: () => run.wakeups.wake(),
      nextMs: () => run.wakeups.next,
      nowMs: clock.nowMs,
      waits: () => run.wakeups.waits(),
    },
  };
}

/** Of three lives two are on disk: what either backend wrote, as files or as copies, the other one has to read, and itself. */
function diskOf(options: HostOptions, crashes: number): HostOptions {
  return options.changesBackend === true && crashes % 3 === 2 ? { ...options, disk: undefined } : options;
}

interface Run {
  readonly subtasks: readonly OpenSubtask[];
  /** Snapshots at the start, of state that has pieces: those of what has changed since name some of it only. */
  readonly first: readonly SubtaskSnapshot[] | undefined;
  readonly routers: readonly Router[];
  readonly wakeups: Wakeups;
}

function openRun(
  options: HostOptions,
  clock: VirtualClock,
  parallelism: number,
  restored: readonly SubtaskSnapshot[] | undefined,
): Run {
  const { operator, exchange } = options;
  const waking = wakeups(clock);
  const step = operator.name;
  const onBadRecord = (record: { message: string }, error: unknown): void => options.onFailure(record.message, error);
  const channels = Array.from({ length: operator.inputs ?? 1 }, () => 1);
  const subtasks = options.outputs(parallelism).map((output, subtask) =>
    openSubtask({
      operator,
      step,
      subtask,
      parallelism,
      channels,
      output,
      clock,
      wakeups: waking,
      memoryBytes: options.memoryBytes,
      disk: options.disk,
      count: options.count,
      onBadRecord,
      restored,
    }),
  );
  const context = routingContext({ step, parallelism, clock, count: options.count, onBadRecord });
  const routers = channels.map((_, input) => {
    const routed = router(partitioningOf(exchange[input] ?? "rebalance"), 0, parallelism, context);
    return operator.emptyBatches === "accepts" && parallelism > 1 ? announcing(routed, parallelism) : routed;
  });
  return { subtasks, first: firstOf(operator, subtasks), routers, wakeups: waking };
}

/** Whether the state of an operator has pieces, once that was seen. */
const pieced = new WeakMap<Operator, boolean>();

function firstOf(operator: Operator, subtasks: readonly OpenSubtask[]): readonly SubtaskSnapshot[] | undefined {
  if (pieced.get(operator) === false) return undefined;
  const first = subtasks.map((subtask) => subtask.snapshot());
  const all = first.flatMap(({ states }) => [...states.values()]);
  const hasPieces = all.some(({ snapshot }) => snapshot.scope === "pieces");
  pieced.set(operator, hasPieces);
  return hasPieces ? first : undefined;
}

/** Bytes by state and number. */
type KnownPieces = ReadonlyMap<string, ReadonlyMap<number, Uint8Array>>;

function piecesIn({ states }: SubtaskSnapshot): KnownPieces {
  return new Map(
    Array.from(states, ([name, { snapshot }]) => {
      const pieces = snapshot.scope === "pieces" ? snapshot.pieces : [];
      return [name, new Map(pieces.map(({ id, take }) => [id, take!()]))];
    }),
  );
}

/** A snapshot of changes with all pieces. */
function withPieces(taken: SubtaskSnapshot, known: KnownPieces): SubtaskSnapshot {
  const states = Array.from(taken.states, ([name, { form, snapshot }]): [string, StoredState] => {
    if (snapshot.scope !== "pieces") return [name, { form, snapshot }];
    const pieces = snapshot.pieces.map(({ id, take }) => {
      const bytes = take === undefined ? known.get(name)!.get(id)! : take();
      return { id, take: () => bytes };
    });
    return [name, { form, snapshot: { scope: "pieces", pieces } }];
  });
  return { ...taken, states: new Map(states) };
}

function partitioningOf(exchange: Exchange): Partitioning {
  if (typeof exchange !== "function") return { by: exchange };
  return { by: "key", key: { lambda: exchange, names: ["key"] }, reads: "all" };
}
