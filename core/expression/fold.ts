import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import type { Field } from "../data/data-type.ts";
import { type Folding, type PartialColumn, partialAt, setPartial, widenPartials } from "../data/partial-columns.ts";
import { accessText, type ColumnForm, formKey, formOf, slotsOf, utf8At } from "./column-access.ts";
import { generate } from "./generate.ts";
import { rowReader } from "./row-reader.ts";

/** An evaluated column that an aggregate takes its values from; undefined for one that takes none. */
export interface FoldValue {
  readonly column: Column;
  readonly field: Field;
}

/** Folds rows into the partial results of their entries, by loops generated for the forms of both. */
export interface Folder {
  /**
   * Adds (or, with `"retract"`, takes away) the rows `[from, to)` of the batch, or of its selection: row k belongs to
   * `entries[k]`, k counting the selection where there is one.
   */
  fold(
    how: "add" | "retract",
    rows: FoldRows,
    values: readonly (FoldValue | undefined)[],
    partials: readonly PartialColumn[],
  ): void;
  readonly sources: readonly string[];
}

export interface FoldRows {
  readonly batch: Batch;
  readonly from: number;
  readonly to: number;
  readonly entries: Int32Array;
}

interface Position {
  at: number;
  aggregate: number;
  stopped: boolean;
  pending: unknown;
  row: number;
}

type Loop = (
  from: number,
  to: number,
  selection: Int32Array | undefined,
  entries: Int32Array,
  slots: readonly unknown[],
  numbers: readonly unknown[],
  row: () => unknown,
  at: Position,
) => void;

export function folder(foldings: readonly Folding[]): Folder {
  const loops = new Map<string, Loop>();
  const sources: string[] = [];
  return {
    fold: (how, rows, values, partials) => {
      const at: Position = { at: rows.from, aggregate: 0, stopped: false, pending: undefined, row: 0 };
      const slots = values.flatMap((value) => (value === undefined ? [] : slotsOf(value.column)));
      const read = foldings.some((folding) => folding.add.length > 2) ? rowReader(rows.batch) : undefined;
      const row = (): unknown => read!(at.row);
      while (at.at < rows.to) {
        const loop = loopFor(foldings, how, rows.batch.selection !== undefined, values, partials, loops, sources);
        const arrays = partials.flatMap((partial) => [...partial.numbers, partial.present, partial.values]);
        at.stopped = false;
        loop(at.at, rows.to, rows.batch.selection, rows.entries, slots, arrays, row, at);
        if (at.stopped) resumeWider(foldings, how, rows, values, partials, at, row);
      }
    },
    sources,
  };
}

/** An aggregate gave something that is no number: its column is widened, and the row's other aggregates are done here. */
function resumeWider(
  foldings: readonly Folding[],
  how: "add" | "retract",
  rows: FoldRows,
  values: readonly (FoldValue | undefined)[],
  partials: readonly PartialColumn[],
  at: Position,
  row: () => unknown,
): void {
  const entry = rows.entries[at.at]!;
  widenPartials(partials[at.aggregate]!, partials[at.aggregate]!.numbers[0]!.length);
  setPartial(partials[at.aggregate]!, entry, at.pending);
  const number = rows.batch.selection === undefined ? at.at : rows.batch.selection[at.at]!;
  at.row = number;
  for (let later = at.aggregate + 1; later < foldings.length; later++) {
    const step = foldings[later]![how] as (partial: unknown, value: unknown, row: () => unknown) => unknown;
    const value = values[later];
    const given = value === undefined ? undefined : interpretedValue(value, number);
    setPartial(partials[later]!, entry, step(partialAt(partials[later]!, entry), given, row));
  }
  at.at++;
}

function interpretedValue({ column, field }: FoldValue, row: number): unknown {
  const { make } = generate(
    ["slots", "row", "utf8"],
    `return ${accessText(formOf(column, field), (part) => `slots[${part}]`, "row")};`,
  );
  return make(slotsOf(column), row, utf8At);
}

function loopFor(
  foldings: readonly Folding[],
  how: "add" | "retract",
  selected: boolean,
  values: readonly (FoldValue | undefined)[],
  partials: readonly PartialColumn[],
  loops: Map<string, Loop>,
  sources: string[],
): Loop {
  const forms = values.map((value) => (value === undefined ? undefined : formOf(value.column, value.field)));
  const key = `${how}|${selected}|${forms.map((form) => (form === undefined ? "-" : formKey(form))).join()}|${partials.map(({ form }) => form.kind).join()}`;
  let loop = loops.get(key);
  if (loop === undefined) {
    const { make, source } = generate(["steps", "utf8"], foldSource(foldings, selected, forms, partials));
    loop = make(
      foldings.map((folding) => folding[how]),
      utf8At,
    ) as Loop;
    loops.set(key, loop);
    sources.push(source.trim());
  }
  return loop;
}

/** Morally: `for (row of rows) for (aggregate of aggregates) partial[entry] = aggregate.add(partial[entry], value)`. */
function foldSource(
  foldings: readonly Folding[],
  selected: boolean,
  forms: readonly (ColumnForm | undefined)[],
  partials: readonly PartialColumn[],
): string {
  let slot = 0;
  let array = 0;
  const heads: string[] = [];
  const body: string[] = [];
  partials.forEach(({ form, numbers }, aggregate) => {
    heads.push(`const f${aggregate} = steps[${aggregate}];`);
    const columns = numbers.map((_, field) => `n${aggregate}_${field}`);
    for (const name of [...columns, `p${aggregate}`, `v${aggregate}`])
      heads.push(`const ${name} = arrays[${array++}];`);
    const value = forms[aggregate];
    if (value !== undefined)
      for (let part = 0; part < 4; part++) heads.push(`const s${aggregate}_${part} = slots[${slot++}];`);
    const given = value === undefined ? "undefined" : accessText(value, (part) => `s${aggregate}_${part}`, "i");
    body.push(stepText(form, aggregate, columns, given));
  });
  const usesRow = foldings.some((folding) => folding.add.length > 2);
  return `
return function fold(from, to, selection, entries, slots, arrays, row, at) {
  ${heads.filter((line) => !line.includes("steps[")).join("\n  ")}
  let k = from;
  for (; k < to; k++) {
    const i = ${selected ? "selection[k]" : "k"}, e = entries[k];${usesRow ? " at.row = i;" : ""}
    ${body.join("\n    ")}
  }
  at.at = k;
};`.replace("return function", `${heads.filter((line) => line.includes("steps[")).join("\n")}\nreturn function`);
}

function stepText(form: PartialColumn["form"], aggregate: number, columns: readonly string[], value: string): string {
  const call = (partial: string) => `const q${aggregate} = f${aggregate}(${partial}, ${value}, row);`;
  const q = `q${aggregate}`;
  const misfit = `{ at.pending = ${q}; at.aggregate = ${aggregate}; at.stopped = true; at.at = k; return; }`;
  const present = `p${aggregate}[e]`;
  switch (form.kind) {
    case "number":
      return `${call(`${columns[0]}[e]`)} if (typeof ${q} !== "number") ${misfit} ${columns[0]}[e] = ${q};`;
    case "nullable":
      return `${call(`${present} === 1 ? ${columns[0]}[e] : null`)} if (typeof ${q} === "number") { ${columns[0]}[e] = ${q}; ${present} = 1; } else if (${q} === null) ${present} = 0; else ${misfit}`;
    case "fields": {
      const fields = form.names.map((name, field) => `${name}: ${columns[field]}[e]`);
      const stores = form.names.map((name, field) => `${columns[field]}[e] = ${q}.${name};`);
      return `${call(`{ ${fields.join(", ")} }`)} ${stores.join(" ")}`;
    }
    default:
      return `v${aggregate}[e] = f${aggregate}(v${aggregate}[e], ${value}, row);`;
  }
}
