import { type Batch, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import type { OperatorContext } from "./operator.ts";
import { rowsGiven } from "./rows-given.ts";

/** All rows of a key on both sides. */
export interface KeyedRows {
  readonly key: unknown;
  readonly left: unknown[];
  readonly right: unknown[];
  readonly windowStart?: number;
  readonly windowEnd?: number;
}

/** What becomes of the rows of a key. */
export type MakeOfGroup = (rows: KeyedRows) => Iterable<unknown>;

/** Rows that a batch gathers before it is sent on. */
const batchRows = 8192;

const schema = valueSchema(any);

/** Calls a function with groups, and sends on what it gives; a group at which it throws is a record that cannot be processed. */
export class GroupCalls {
  readonly #make: MakeOfGroup;
  readonly #context: OperatorContext;
  #values: unknown[] = [];
  #times: (number | undefined)[] = [];

  constructor(make: MakeOfGroup, context: OperatorContext) {
    this.#make = make;
    this.#context = context;
  }

  /** @param timeMs The event time of what the function gives; undefined for none. */
  call(group: KeyedRows, timeMs: number | undefined): void {
    try {
      // Whole first: what a function gave before it threw does not count.
      for (const value of [...rowsGiven(this.#make(group), "the function")]) {
        this.#values.push(value);
        this.#times.push(timeMs);
      }
    } catch (error) {
      const rows = [...group.left, ...group.right];
      const batch = valuesBatch(
        rows,
        rows.map(() => timeMs),
      );
      this.#context.fail({ doing: `apply the function of ${this.#context.step}`, error, batch, row: 0 });
    }
    if (this.#values.length >= batchRows) this.flush();
  }

  flush(): void {
    if (this.#values.length === 0) return;
    const [values, times] = [this.#values, this.#times];
    this.#values = [];
    this.#times = [];
    this.#context.emit(valuesBatch(values, times));
  }
}

/** Values as they are; without event time where one of them has none. */
export function valuesBatch(values: unknown[], times: readonly (number | undefined)[]): Batch {
  const column: Column = { type: any, layout: "values", values, validity: undefined };
  const known = times.includes(undefined) ? undefined : Float64Array.from(times as readonly number[]);
  return makeBatch(schema, values.length, [column], { times: known });
}
