import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { float64 } from "../data/data-type.ts";
import { type Folding, type PartialColumn, partialAt, partialItself } from "../data/partial-columns.ts";
import { generate, madeOnce } from "./generate.ts";

/** Fills `out` with results that are numbers; gives the first k whose result is none, or the number of entries. */
type ResultLoop = (
  entries: Int32Array,
  places: Int32Array,
  out: Float64Array,
  numbers: Float64Array,
  present: Uint8Array,
  values: readonly unknown[],
) => number;

/** The results of an aggregate for some entries, as a column. */
export type ResultReader = (partials: PartialColumn, entries: Int32Array) => Column;

/**
 * @param memory Whether each column has arrays of its own; or those of the one before, or of the partial results, and is valid
 * until something of that changes. Then entries must ascend.
 */
export function resultReader(folding: Folding, memory: "own" | "reused" = "own"): ResultReader {
  const loopFor = resultLoops(folding, "k");
  const isItself = folding.result === partialItself;
  let spare = new Float64Array(0);
  return (partials, entries) => {
    if (memory === "reused" && isItself && partials.form.kind === "number" && areNeighbours(entries)) {
      const values = partials.numbers.subarray(entries[0]!, entries[0]! + entries.length);
      return { type: float64, layout: "float64", values, validity: undefined };
    }
    if (memory === "own" || spare.length < entries.length) spare = new Float64Array(entries.length);
    const out = spare.subarray(0, entries.length);
    const done = loopFor(partials)(entries, noPlaces, out, partials.numbers, partials.present, partials.values);
    if (done === entries.length) return { type: float64, layout: "float64", values: out, validity: undefined };
    return columnOf(Array.from(entries, (entry) => folding.result(partialAt(partials, entry) as never)));
  };
}

/** Whether each entry is the one behind the one before, if they ascend. */
export function areNeighbours(entries: Int32Array): boolean {
  return entries.at(-1)! - entries[0]! === entries.length - 1;
}

/** Results of an aggregate at places of one column: those before a batch and those after it, side by side. */
export interface PlacedResults {
  /** Makes room for so many rows, whatever is in them. */
  begin(rowCount: number): void;
  /** The result of `entries[k]` goes to row `places[k]`. */
  write(partials: PartialColumn, entries: Int32Array, places: Int32Array): void;
  /** The numbers in the rows, while all results are numbers: written over in the next batch. */
  readonly numbers: Float64Array;
  /** All results, from the first on that is no number. */
  readonly values: unknown[] | undefined;
}

export function placedResults(folding: Folding): PlacedResults {
  const loopFor = resultLoops(folding, "places[k]");
  let rows = 0;
  let numbers = new Float64Array(0);
  let values: unknown[] | undefined;
  return {
    begin: (rowCount) => {
      rows = rowCount;
      values = undefined;
      if (numbers.length < rowCount) numbers = new Float64Array(2 * rowCount);
    },
    write: (partials, entries, places) => {
      const loop = loopFor(partials);
      const { numbers: n, present, values: v } = partials;
      const done = values === undefined ? loop(entries, places, numbers, n, present, v) : 0;
      if (done === entries.length) return;
      values ??= Array.from(numbers.subarray(0, rows));
      for (let k = done; k < entries.length; k++) {
        values[places[k]!] = folding.result(partialAt(partials, entries[k]!) as never);
      }
    },
    get numbers() {
      return numbers;
    },
    get values() {
      return values;
    },
  };
}

const noPlaces = new Int32Array(0);

/** The loop for each form of partial results. */
function resultLoops(folding: Folding, place: "k" | "places[k]"): (partials: PartialColumn) => ResultLoop {
  const loops = new Map<string, ResultLoop>();
  return (partials) => {
    const { kind } = partials.form;
    let loop = loops.get(kind);
    if (loop === undefined) {
      loop = madeOnce(
        folding,
        `results ${kind} at ${place}`,
        () =>
          generate(["result"], resultSource(partials, place)).make(
            kind === "compact" ? folding.compact!.result : folding.result,
          ) as ResultLoop,
      );
      loops.set(kind, loop);
    }
    return loop;
  };
}

function resultSource({ form }: PartialColumn, place: string): string {
  return `
return function results(entries, places, out, n, p, v) {
  const { length } = entries;
  for (let k = 0; k < length; k++) {
    const e = entries[k];
    const q = ${callText(form)};
    if (typeof q !== "number") return k;
    out[${place}] = q;
  }
  return length;
};`;
}

function callText(form: PartialColumn["form"]): string {
  switch (form.kind) {
    case "number":
    case "compact":
      return "result(n[e])";
    case "sizes":
      return "n[e]";
    case "nullable":
      return "p[e] === 1 ? result(n[e]) : result(null)";
    case "fields": {
      const fields = form.names.map((name, field) => `${name}: n[e * ${form.names.length} + ${field}]`);
      return `result({ ${fields.join(", ")} })`;
    }
    default:
      return "result(v[e])";
  }
}
