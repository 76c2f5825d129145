import { makeBatch } from "../../../../core/data/batch.ts";
import { any } from "../../../../core/data/data-type.ts";
import { valueSchema } from "../../../../core/data/schema.ts";
import { rowsOf } from "../../../../core/expression/row-reader.ts";
import type { Sink, Transaction } from "../../../../core/io/sink.ts";
import type { Source, SplitPosition } from "../../../../core/io/source.ts";
import { yieldToEventLoop } from "../../../../core/platform/mod.ts";
import type { CheckpointOptions } from "../../../../core/runtime/checkpoint/options.ts";
import type { RunOptions } from "../../../../core/runtime/options.ts";
import { type MemoryFiles, memoryFiles } from "../../../../core/testing/memory-files.ts";
import { type VirtualClock, virtualClock } from "../../../../core/testing/virtual-clock.ts";

export interface Reading {
  readonly n: number;
  readonly key: number;
  readonly at: number;
}

/** What is outside of a job and outlives it: what was committed, the disk, time. */
export interface World {
  files: MemoryFiles;
  readonly clock: VirtualClock;
  /** Rows that readers of the sink see. */
  readonly seen: unknown[];
  readonly warnings: string[];
  /** How many rows were read in all, again ones as well. */
  read: number;
  /** Called before each batch is given. */
  onBatch: (n: number) => void;
}

export function newWorld(): World {
  return {
    files: memoryFiles(),
    clock: virtualClock(1_000_000),
    seen: [],
    warnings: [],
    read: 0,
    onBatch: () => undefined,
  };
}

export function reading(n: number): Reading {
  return { n, key: (n * 7) % 11, at: n * 10 };
}

const values = valueSchema(any);

/** Rows by number in batches of 10, in `splits` splits; a batch takes 10 ms. */
export function readings(world: World, count: number, splits = 2): Source<Reading> {
  const each = count / splits;
  return {
    name: "readings",
    boundedness: "bounded",
    describe: async () => ({ schema: values, rows: count }),
    splits: async () => Array.from({ length: splits }, (_, at) => ({ id: `split ${at}` })),
    open: async (split, position: SplitPosition | undefined) => {
      const first = Number(split.id.slice(6)) * each;
      let next = Number(position ?? first);
      return {
        read: async () => {
          // So that checkpoints, which need several turns, come to their end between batches.
          await yieldToEventLoop();
          if (next >= first + each) return undefined;
          const rows = Array.from({ length: Math.min(10, first + each - next) }, (_, k) => reading(next + k));
          world.onBatch(next);
          next += rows.length;
          world.read += rows.length;
          world.clock.advanceTo(world.clock.nowMs() + 10);
          return makeBatch(values, rows.length, [{ type: any, layout: "values", values: rows, validity: undefined }]);
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}

interface Kept {
  readonly id: string;
  readonly rows: readonly unknown[];
}

const committed = new WeakMap<World, Set<string>>();

/** A sink whose transactions hold their rows: what is committed is seen, once. */
export function worldSink(world: World, name = "seen"): Sink<unknown> {
  const done = committed.get(world) ?? new Set<string>();
  committed.set(world, done);
  return {
    name,
    guarantee: "exactly-once",
    open: async ({ runId, subtask }) => {
      let rows: unknown[] = [];
      const life = `${runId}/${subtask}/${Math.random()}`;
      let number = 0;
      return {
        write: (batch) => void rows.push(...rowsOf(batch)),
        prepare: async () => {
          if (rows.length === 0) return undefined;
          const kept: Kept = { id: `${name}/${life}/${number++}`, rows };
          rows = [];
          return kept;
        },
        close: async () => undefined,
      };
    },
    commit: async (transactions: readonly Transaction[]) => {
      for (const { id, rows } of transactions as readonly Kept[]) {
        if (done.has(id)) continue;
        done.add(id);
        world.seen.push(...rows);
      }
    },
  };
}

export function runOptions(world: World, checkpoint: Partial<CheckpointOptions> = {}): RunOptions {
  return {
    clock: world.clock,
    onWarning: (text) => void world.warnings.push(text),
    restart: { strategy: "fixed delay", delay: 0, attempts: 20 },
    checkpoint: { dir: "ck", interval: 50, files: world.files, ...checkpoint },
  };
}
