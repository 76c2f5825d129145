import type { Aggregate, Aggregation } from "../../core/mod.ts";
import type { Accepted } from "../pattern/accepted.ts";
import type { EventBuffer } from "./event-buffer.ts";

/** What conditions see of a partial match: one view, set to each in turn. */
export class AcceptedEvents implements Accepted<Record<string, readonly unknown[]>> {
  readonly #buffer: EventBuffer;
  readonly #steps: ReadonlyMap<string, number>;
  #link = -1;
  time = 0;

  constructor(buffer: EventBuffer, steps: ReadonlyMap<string, number>) {
    this.#buffer = buffer;
    this.#steps = steps;
  }

  at(link: number, timeMs: number): void {
    this.#link = link;
    this.time = timeMs;
  }

  get sincePreviousMs(): number {
    return this.#link < 0 ? 0 : this.time - this.#buffer.timeOf(this.#buffer.eventOf(this.#link));
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
    const { zero, result } = aggregation.aggregate as unknown as AnyAggregate;
    const link = this.#lastOf(this.#stepOf(step), this.#link);
    return result(link < 0 ? zero() : this.#folded(aggregation, link)) as Result;
  };

  /** The partial result up to a link: what is known of one before it, with the events since. */
  #folded(aggregation: Aggregation<never, unknown>, last: number): unknown {
    const buffer = this.#buffer;
    const step = buffer.stepOf(last);
    const missing: number[] = [];
    let link = last;
    while (link >= 0 && buffer.foldedAt(link, aggregation) === undefined) {
      missing.push(link);
      link = this.#lastOf(step, buffer.beforeOf(link));
    }
    let partial =
      link < 0
        ? (aggregation.aggregate as unknown as AnyAggregate).zero()
        : buffer.foldedAt(link, aggregation)!.partial;
    for (const each of missing.reverse()) {
      const copy = copyOfNumbers(partial);
      // What may be added to in place goes along with the chain: a partial match that branched off before begins anew.
      if (copy === undefined) buffer.dropFolded(link, aggregation);
      partial = added(aggregation, copy ?? partial, buffer.rows[buffer.eventOf(each)]);
      buffer.setFoldedAt(each, aggregation, partial);
      link = each;
    }
    return partial;
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

type AnyAggregate = Aggregate<never, unknown, unknown>;

function added({ aggregate, value }: Aggregation<never, unknown>, partial: unknown, row: unknown): unknown {
  const given = value === undefined ? undefined : (value as (event: never) => unknown)(row as never);
  if (value !== undefined && (given === null || given === undefined)) return partial;
  return (aggregate.add as unknown as (partial: unknown, value: unknown, row: () => unknown) => unknown)(
    partial,
    given,
    () => row,
  );
}

/** A copy of a few plain numbers, which costs nothing; undefined of all else: a list or a set at each link would fill the memory. */
function copyOfNumbers(partial: unknown): unknown {
  if (typeof partial !== "object" || partial === null) return partial;
  if (Object.getPrototypeOf(partial) !== Object.prototype) return undefined;
  for (const name in partial) {
    const value = (partial as Record<string, unknown>)[name];
    if (typeof value === "object" && value !== null) return undefined;
  }
  return { ...partial };
}
