import { makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import type { OperatorContext } from "./operator.ts";
import { rowsGiven } from "./rows-given.ts";

/** Rows that a user's functions give, gathered into batches: what a call gave counts once it has ended well. */
export interface ProcessOutput {
  /** A call begins; what it gives has this event time, or none. */
  begin(timeMs: number | undefined): void;
  /** What a function returned: rows, or nothing. `call` names it for errors. */
  take(rows: unknown, call: string): void;
  side(name: string, row: unknown): void;
  keep(): void;
  forget(): void;
  send(): void;
}

/** Rows that wait before they are sent on, at most. */
const batchRows = 8192;

const schema = valueSchema(any);

interface Gathered {
  rows: unknown[];
  times: number[];
  /** Rows of calls that have ended well. */
  kept: number;
}

export function processOutput(context: OperatorContext, sides: readonly string[]): ProcessOutput {
  const main: Gathered = { rows: [], times: [], kept: 0 };
  const bySide = new Map(sides.map((side): [string, Gathered] => [side, { rows: [], times: [], kept: 0 }]));
  const all: readonly [string | undefined, Gathered][] = [[undefined, main], ...bySide];
  let time: number | undefined;
  const add = (output: Gathered, row: unknown): void => {
    output.rows.push(row);
    if (time !== undefined) output.times.push(time);
  };
  const send = (): void => {
    for (const [side, output] of all) {
      if (output.rows.length === 0) continue;
      const batch = batchOf(output);
      output.rows = [];
      output.times = [];
      output.kept = 0;
      context.emit(batch, side);
    }
  };
  return {
    begin: (timeMs) => {
      // Rows of a batch have times all or none.
      const isOther = (timeMs === undefined) !== (time === undefined);
      if (isOther || all.some(([, { rows }]) => rows.length >= batchRows)) send();
      time = timeMs;
    },
    take: (rows, call) => {
      for (const row of rowsGiven(rows, call)) add(main, row);
    },
    side: (name, row) => {
      const output = bySide.get(name);
      if (output === undefined) throw undeclared(context.step, name, sides);
      add(output, row);
    },
    keep: () => {
      for (const [, output] of all) output.kept = output.rows.length;
    },
    forget: () => {
      for (const [, output] of all) {
        output.rows.length = output.kept;
        output.times.length = Math.min(output.kept, output.times.length);
      }
    },
    send,
  };
}

function batchOf({ rows, times }: Gathered): ReturnType<typeof makeBatch> {
  const timed = times.length === rows.length ? Float64Array.from(times) : undefined;
  const column = { type: any, layout: "values", values: rows, validity: undefined } as const;
  return makeBatch(schema, rows.length, [column], { times: timed });
}

function undeclared(step: string, side: string, sides: readonly string[]): TypeError {
  return new TypeError(
    `Cannot give a row to side output ${JSON.stringify(side)} in ${step} as it is not declared: got ${JSON.stringify(sides)}; ` +
      `say { sideOutputs: [${JSON.stringify(side)}] } behind the function`,
  );
}
