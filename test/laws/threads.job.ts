import { existsSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { makeBatch } from "../../core/data/batch.ts";
import { any } from "../../core/data/data-type.ts";
import { valueSchema } from "../../core/data/schema.ts";
import type { Boundedness, Source } from "../../core/io/source.ts";
import { from, into, type Job, job, type Output } from "../../core/mod.ts";
import { builtOn, type Program, programs } from "./program.ts";
import { arriving, type Sample } from "./sample.ts";
import { canRun, plainly } from "./ways.ts";

/** A program, and what is to be made of its rows. */
export interface Case {
  readonly program: Program;
  readonly boundedness: Boundedness;
  /** In how many splits the rows come. */
  readonly splits: number;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    program: programs,
    boundedness: fc.constantFrom<Boundedness>("bounded", "unbounded"),
    splits: fc.integer({ min: 1, max: 5 }),
  })
  .filter(({ program, boundedness }) => canRun(program, { ...plainly, boundedness }));

const schema = valueSchema(any);

function splitSource(rows: readonly Sample[], { boundedness, splits }: Case): Source<Sample> {
  return {
    name: "splits",
    boundedness,
    splits: async () => Array.from({ length: splits }, (_, n) => ({ id: String(n) })),
    open: async ({ id }, position, { batchRows }) => {
      const own = rows.filter((_, n) => n % splits === Number(id));
      let at = Number(position ?? 0);
      return {
        read: async () => {
          await maybeFail();
          if (at >= own.length) return undefined;
          const values = own.slice(at, at + batchRows);
          at += values.length;
          return makeBatch(schema, values.length, [{ type: any, layout: "values", values, validity: undefined }]);
        },
        position: () => at,
        close: async () => undefined,
      };
    },
  };
}

const { searchParams } = new URL(import.meta.url);
const marker = searchParams.get("marker");

/** Which read of a thread fails, where one is to: late enough for checkpoints before it. */
const failingRead = 60;
let reads = 0;

/** Fails once: where the file `marker` is not there yet. */
async function maybeFail(): Promise<void> {
  if (marker === null) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (++reads !== failingRead || existsSync(marker)) return;
  writeFileSync(marker, "");
  throw new Error("fails once");
}

/** So many programs of a seed: all workers build the same. */
export function sampled(seed: number, count: number): readonly Case[] {
  return fc.sample(cases, { seed, numRuns: count });
}

/** What each program of the last run gave. */
export const given: unknown[][] = [];

/** All programs as one run: on threads, starting them costs more than a program. */
export function programsOf(all: readonly Case[]): Job {
  // The same in each life of a run: what one has committed stays.
  const arrays = all.map((): unknown[] => []);
  const sinks = arrays.map((rows) => into(rows));
  return job("programs", (): readonly Output[] => {
    given.splice(0, given.length, ...arrays);
    return all.map((one, at) => {
      const sources = one.program.sources.map((rows) => from(splitSource(arriving(rows, []), one)));
      return builtOn(one.program, sources).sinkTo(sinks[at]!);
    });
  });
}

const chosen: Job = programsOf(sampled(Number(searchParams.get("seed") ?? 1), Number(searchParams.get("count") ?? 0)));

export default chosen;
