import type { Aggregate, Aggregation } from "../../core/mod.ts";
import type { Accepted } from "../pattern/accepted.ts";
import type { EventBuffer } from "./event-buffer.ts";

/** What conditions see of a partial match: one view, set to each in turn. */
export class AcceptedEvents implements Accepted<Record<string, readonly unknown[]>> {
  readonly #buffer: EventBuffer;
  readonly #steps: ReadonlyMap<string, number>;
  readonly #folds = new Map<Aggregation<never, unknown>, Fold>();
  #link = -1;
  time = 0;

  constructor(buffer: EventBuffer, steps: ReadonlyMap<string, number>) {
    this.#buffer = buffer;
    this.#steps = steps;
    buffer.onFree = undefined;
  }

  at(link: number, timeMs: number): void {
    this.#link = link;
    this.time = timeMs;
  }

  // Properties, so that a condition may take them out: `(event, { first }) => …`.
  readonly all = (step: string): readonly unknown[] => {
    const wanted = this.#stepOf(step);
    const rows: unknown[] = [];
    const buffer = this.#buffer;
    for (let link = this.#link; link >= 0; link = buffer.beforeOf(link))
      if (buffer.stepOf(link) === wanted) rows.push(buffer.rows[buffer.eventOf(link)]);
    return rows.reverse();
  };

  readonly first = (step: string): unknown => {
    const wanted = this.#stepOf(step);
    const buffer = this.#buffer;
    let found = -1;
    for (let link = this.#link; link >= 0; link = buffer.beforeOf(link))
      if (buffer.stepOf(link) === wanted) found = link;
    return found < 0 ? undefined : buffer.rows[buffer.eventOf(found)];
  };

  readonly last = (step: string): unknown => {
    const link = this.#lastOf(this.#stepOf(step), this.#link);
    return link < 0 ? undefined : this.#buffer.rows[this.#buffer.eventOf(link)];
  };

  readonly count = (step: string): number => {
    const wanted = this.#stepOf(step);
    const buffer = this.#buffer;
    let count = 0;
    for (let link = this.#link; link >= 0; link = buffer.beforeOf(link)) if (buffer.stepOf(link) === wanted) count++;
    return count;
  };

  readonly aggregate = <Result>(step: string, aggregation: Aggregation<never, Result>): Result => {
    const fold = this.#foldOf(aggregation);
    const link = this.#lastOf(this.#stepOf(step), this.#link);
    return fold.aggregate.result((link < 0 ? fold.aggregate.zero() : this.#folded(fold, link)) as never) as Result;
  };

  /** The partial result up to a link: what is known of one before it, with the events since. */
  #folded(fold: Fold, last: number): unknown {
    const step = this.#buffer.stepOf(last);
    const missing: number[] = [];
    let link = last;
    while (link >= 0 && !fold.known.has(link)) {
      missing.push(link);
      link = this.#lastOf(step, this.#buffer.beforeOf(link));
    }
    let partial = link < 0 ? fold.aggregate.zero() : fold.known.get(link);
    for (const each of missing.reverse()) {
      partial = added(fold, partial, this.#buffer.rows[this.#buffer.eventOf(each)]);
      fold.known.set(each, partial);
    }
    return partial;
  }

  #foldOf(aggregation: Aggregation<never, unknown>): Fold {
    let fold = this.#folds.get(aggregation);
    if (fold === undefined) {
      // Conditions that make an aggregation each time would fill the memory with what is never found again.
      if (this.#folds.size >= mostFolds) this.#folds.clear();
      fold = {
        aggregate: aggregation.aggregate as unknown as Fold["aggregate"],
        value: aggregation.value,
        known: new Map(),
      };
      this.#folds.set(aggregation, fold);
      this.#buffer.onFree = (link) => {
        for (const { known } of this.#folds.values()) known.delete(link);
      };
    }
    return fold;
  }

  #lastOf(step: number, from: number): number {
    const buffer = this.#buffer;
    let link = from;
    while (link >= 0 && buffer.stepOf(link) !== step) link = buffer.beforeOf(link);
    return link;
  }

  #stepOf(name: string): number {
    const step = this.#steps.get(name);
    if (step !== undefined) return step;
    throw new RangeError(
      `Cannot look at what step ${JSON.stringify(name)} has accepted as the pattern has no step of that name: ` +
        `got ${JSON.stringify(name)}; its steps are ${[...this.#steps.keys()].join(", ")}`,
    );
  }
}

const mostFolds = 64;

interface Fold {
  readonly aggregate: Aggregate<never, unknown, unknown>;
  readonly value: ((event: never) => unknown) | undefined;
  /** Partial results by the link up to which they go. */
  readonly known: Map<number, unknown>;
}

function added({ aggregate, value }: Fold, partial: unknown, row: unknown): unknown {
  const given = value === undefined ? undefined : value(row as never);
  if (value !== undefined && (given === null || given === undefined)) return partial;
  // The partial result before it may be asked for again, by a partial match that branched off.
  const own = isPlainNumbers(partial) ? partial : structuredClone(partial);
  return (aggregate.add as (partial: unknown, value: unknown, row: () => unknown) => unknown)(own, given, () => row);
}

function isPlainNumbers(partial: unknown): boolean {
  return typeof partial !== "object" || partial === null;
}
