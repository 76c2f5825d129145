import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { float64 } from "../data/data-type.ts";
import { type Folding, type PartialColumn, partialAt } from "../data/partial-columns.ts";
import { generate, madeOnce } from "./generate.ts";

/** Fills `out` with results that are numbers; gives the first place whose result is not, or the number of entries. */
type ResultLoop = (
  entries: Int32Array,
  out: Float64Array,
  numbers: Float64Array,
  present: Uint8Array,
  values: readonly unknown[],
) => number;

/** The results of an aggregate for some entries, as a column. */
export type ResultReader = (partials: PartialColumn, entries: Int32Array) => Column;

export function resultReader(folding: Folding): ResultReader {
  const loops = new Map<string, ResultLoop>();
  return (partials, entries) => {
    const { kind } = partials.form;
    let loop = loops.get(kind);
    if (loop === undefined) {
      loop = madeOnce(
        folding,
        `results ${kind}`,
        () => generate(["result"], resultSource(partials)).make(folding.result) as ResultLoop,
      );
      loops.set(kind, loop);
    }
    const out = new Float64Array(entries.length);
    const done = loop(entries, out, partials.numbers, partials.present, partials.values);
    if (done === entries.length) return { type: float64, layout: "float64", values: out, validity: undefined };
    return columnOf(Array.from(entries, (entry) => folding.result(partialAt(partials, entry) as never)));
  };
}

function resultSource({ form }: PartialColumn): string {
  return `
return function results(entries, out, n, p, v) {
  const { length } = entries;
  for (let k = 0; k < length; k++) {
    const e = entries[k];
    const q = ${callText(form)};
    if (typeof q !== "number") return k;
    out[k] = q;
  }
  return length;
};`;
}

function callText(form: PartialColumn["form"]): string {
  switch (form.kind) {
    case "number":
      return "result(n[e])";
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
