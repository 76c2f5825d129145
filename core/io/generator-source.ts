import { isAsync } from "../data/async-function.ts";
import { makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { explained } from "../data/explained-error.ts";
import { type KnownOptions, requireOptions } from "../data/options.ts";
import { valueSchema } from "../data/schema.ts";
import { type Clock, monotonicClock } from "../platform/mod.ts";
import type { ReadContext, Source, SplitReader } from "./source.ts";

export interface GenerateOptions<Row> {
  /** The row of a number, from 0 on. */
  readonly make: (n: number) => Row;
  /** Rows a second at most. Default: as many as are taken. */
  readonly perSecond?: number;
  /** How many rows there are; without it there is no end. */
  readonly count?: number;
  /** Where waiting time is taken from; default the system's. */
  readonly clock?: Clock;
}

const known: KnownOptions<GenerateOptions<never>> = { make: true, perSecond: true, count: true, clock: true };

/** What is due is let go in steps of this length. */
const stepMs = 20;

const values = valueSchema(any);

/**
 * A source of rows made one after another, at a rate: for trying a stream out, and for loads.
 *
 * @example
 * ```ts
 * import { from, generate } from "millrace";
 * const ticks = generate({ make: (n) => ({ n, price: 100 + Math.sin(n) }), perSecond: 1000, count: 50 });
 * console.log((await from(ticks).collect()).length); // 50, after 50 ms
 * ```
 */
export function generate<Row>(options: GenerateOptions<Row>): Source<Row> {
  requireOptions(options, known, "generate");
  if (typeof options.make !== "function" || isAsync(options.make)) throw new TypeError(badMake(options.make));
  const { perSecond = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY } = options;
  if (!(perSecond > 0)) {
    throw new RangeError(
      `Cannot generate rows as their rate must be above 0: got ${perSecond} a second; leave perSecond out for no limit`,
    );
  }
  if (!(count >= 0))
    throw new RangeError(
      `Cannot generate rows as their count must be 0 or more: got ${count}; leave it out for no end`,
    );
  const bounded = count !== Number.POSITIVE_INFINITY;
  return {
    name: "generate",
    boundedness: bounded ? "bounded" : "unbounded",
    describe: async () => (bounded ? { schema: values, rows: count } : { schema: values }),
    splits: async () => [{ id: "generate" }],
    open: async (_split, position, context) =>
      paced(options.make, Number(position ?? 0), { ...options, perSecond, count }, context),
  };
}

function badMake(make: unknown): string {
  return (
    `Cannot generate rows as make must be a function that gives a row at once: got ${typeof make === "function" ? "an async function" : make instanceof Promise ? "a promise" : typeof make}; ` +
    "use for instance make: (n) => ({ n }), or from(rows()) of an async generator"
  );
}

function made<Row>(make: (n: number) => Row, n: number): Row {
  try {
    return make(n);
  } catch (error) {
    throw explained(`generate row ${n.toLocaleString("en-US")}`, error, "mend make");
  }
}

function paced<Row>(
  make: (n: number) => Row,
  first: number,
  { perSecond, count, clock = monotonicClock }: { perSecond: number; count: number; clock?: Clock },
  { batchRows, signal }: ReadContext,
): SplitReader {
  const startMs = clock.nowMs();
  let next = first;
  const due = (): number => {
    const allowed =
      perSecond === Number.POSITIVE_INFINITY
        ? batchRows
        : first + Math.floor(((clock.nowMs() - startMs) * perSecond) / 1000) - next;
    return Math.min(batchRows, count - next, allowed);
  };
  return {
    read: async () => {
      if (next >= count) return undefined;
      while (due() < 1) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => setTimeout(resolve, Math.max(stepMs, Math.min(1000, 1000 / perSecond))));
      }
      const rows = Array.from({ length: due() }, (_, at) => made(make, next + at));
      if (rows[0] instanceof Promise) throw new TypeError(badMake(rows[0]));
      next += rows.length;
      return makeBatch(values, rows.length, [{ type: any, layout: "values", values: rows, validity: undefined }]);
    },
    position: () => next,
    close: async () => undefined,
  };
}
