import { columnOf, makeBatch, type OperatorContext, valueSchema } from "../../core/mod.ts";

/** Rows that go out together: their values and times. */
export class Outgoing {
  readonly #context: OperatorContext;
  readonly #timed: boolean;
  readonly #side: string | undefined;
  #rows: unknown[] = [];
  #times: number[] = [];

  /** `timed`: whether its rows have event time. */
  constructor(context: OperatorContext, timed: boolean, side?: string) {
    this.#context = context;
    this.#timed = timed;
    this.#side = side;
  }

  add(row: unknown, timeMs: number): void {
    this.#rows.push(row);
    this.#times.push(timeMs);
    if (this.#rows.length === mostRows) this.send();
  }

  /** Sends them on. */
  send(): void {
    if (this.#rows.length === 0) return;
    const column = columnOf(this.#rows);
    const times = this.#timed ? Float64Array.from(this.#times) : undefined;
    const batch = makeBatch(valueSchema(column.type), this.#rows.length, [column], { times });
    this.#rows = [];
    this.#times = [];
    this.#context.emit(batch, this.#side);
  }
}

const mostRows = 8192;
