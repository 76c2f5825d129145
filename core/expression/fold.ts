import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import type { Field } from "../data/data-type.ts";
import { type Folding, type PartialColumn, partialAt, setPartial, widenPartials } from "../data/partial-columns.ts";
import { carefulFolder, type FoldFailure } from "./careful-fold.ts";
import { accessText, type ColumnForm, formKey, formOf, isFormOf, slotsOf, utf8At } from "./column-access.ts";
import { generate, madeOnce } from "./generate.ts";
import { rowReader } from "./row-reader.ts";
import { sumText } from "./sum-text.ts";

/** An evaluated column that an aggregate takes its values from; undefined for one that takes none. */
export interface FoldValue {
  readonly column: Column;
  readonly field: Field;
}

/** Folds rows into the partial results of their entries, by loops generated for the forms of both. */
export interface Folder {
  /**
   * Adds (or, with `"retract"`, takes away) the rows `[from, to)` of the batch, or of its selection: row k belongs to
   * `entries[k]`, k counting the selection where there is one. Gives the k of rows that were left out.
   */
  fold(
    how: "add" | "retract",
    rows: FoldRows,
    values: readonly (FoldValue | undefined)[],
    partials: readonly PartialColumn[],
  ): readonly number[];
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
) => number;

const none: readonly number[] = [];

/** Where all aggregates have a check, rows that they throw at are gone before: the loop has no need to be careful. */
export function folder(foldings: readonly Folding[], onFailure: FoldFailure): Folder {
  if (foldings.some(({ check }) => check === undefined)) return carefulFolder(foldings, onFailure);
  const state: FoldState = { loops: new Map(), last: undefined, sources: [] };
  return {
    fold: (how, rows, values, partials) => {
      const at: Position = { at: rows.from, aggregate: 0, stopped: false, pending: undefined, row: 0 };
      const slots = values.flatMap((value) => (value === undefined ? [] : slotsOf(value.column)));
      const read = foldings.some((folding) => folding.add.length > 2) ? rowReader(rows.batch) : undefined;
      const row = (): unknown => read!(at.row);
      while (at.at < rows.to) {
        const loop = loopFor(foldings, { how, selected: rows.batch.selection !== undefined, values, partials }, state);
        const arrays = partials.flatMap((partial) => [partial.numbers, partial.present, partial.values]);
        at.stopped = false;
        at.at = loop(at.at, rows.to, rows.batch.selection, rows.entries, slots, arrays, row, at);
        if (at.stopped) resumeWider(foldings, how, rows, values, partials, at, row);
      }
      return none;
    },
    sources: state.sources,
  };
}

interface FoldState {
  readonly loops: Map<string, Loop>;
  last: LastLoop | undefined;
  readonly sources: string[];
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
  const misfit = partials[at.aggregate]!;
  // What one number could not take was not added yet.
  const isAdded = misfit.form.kind !== "compact";
  widenPartials(misfit);
  if (isAdded) setPartial(misfit, entry, at.pending);
  const number = rows.batch.selection === undefined ? at.at : rows.batch.selection[at.at]!;
  at.row = number;
  for (let later = at.aggregate + (isAdded ? 1 : 0); later < foldings.length; later++) {
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

/** What a loop calls for each aggregate. */
export function stepsOf(
  foldings: readonly Folding[],
  how: "add" | "retract",
  partials: readonly PartialColumn[],
): unknown[] {
  return foldings.map((folding, at) => {
    if (partials[at]!.form.kind !== "compact") return folding[how];
    if (how === "add") return folding.compact!.add;
    throw new TypeError(
      `Cannot take a record back from ${folding.name} as its partial results must say how many there are: ` +
        "got one number each; this is a defect of Millrace",
    );
  });
}

interface FoldRequest {
  readonly how: "add" | "retract";
  readonly selected: boolean;
  readonly values: readonly (FoldValue | undefined)[];
  readonly partials: readonly PartialColumn[];
}

/** The loop used last, and all that it was chosen by. */
interface LastLoop {
  readonly loop: Loop;
  readonly how: "add" | "retract";
  readonly selected: boolean;
  readonly forms: readonly (ColumnForm | undefined)[];
  readonly kinds: readonly PartialColumn["form"]["kind"][];
}

function isLast(last: LastLoop, { how, selected, values, partials }: FoldRequest): boolean {
  if (last.how !== how || last.selected !== selected) return false;
  for (let at = 0; at < partials.length; at++) {
    const [form, value] = [last.forms[at], values[at]];
    if (last.kinds[at] !== partials[at]!.form.kind) return false;
    if (form !== undefined && value !== undefined && !isFormOf(form, value.column, value.field)) return false;
  }
  return true;
}

/** Rows often come few at a time, alike: then the loop is found without its key. */
function loopFor(foldings: readonly Folding[], request: FoldRequest, state: FoldState): Loop {
  if (state.last !== undefined && isLast(state.last, request)) return state.last.loop;
  const { how, selected, values, partials } = request;
  const forms = values.map((value) => (value === undefined ? undefined : formOf(value.column, value.field)));
  const kinds = partials.map(({ form }) => form.kind);
  const key = `${how}|${selected}|${forms.map((form) => (form === undefined ? "-" : formKey(form))).join()}|${kinds.join()}`;
  let loop = state.loops.get(key);
  if (loop === undefined) {
    const made = madeOnce(foldings, key, () => {
      const { make, source } = generate(["steps", "utf8"], foldSource(foldings, how, selected, forms, partials));
      return { loop: make(stepsOf(foldings, how, partials), utf8At) as Loop, source };
    });
    loop = made.loop;
    state.loops.set(key, loop);
    state.sources.push(made.source.trim());
  }
  state.last = { loop, how, selected, forms, kinds };
  return loop;
}

/** Morally: `for (row of rows) for (aggregate of aggregates) partial[entry] = aggregate.add(partial[entry], value)`. */
function foldSource(
  foldings: readonly Folding[],
  how: "add" | "retract",
  selected: boolean,
  forms: readonly (ColumnForm | undefined)[],
  partials: readonly PartialColumn[],
): string {
  let slot = 0;
  const heads: string[] = [];
  const body = partials.map(({ form }, aggregate) => {
    ["n", "p", "v"].forEach((part, at) => heads.push(`const ${part}${aggregate} = arrays[${3 * aggregate + at}];`));
    const value = forms[aggregate];
    if (value !== undefined)
      for (let part = 0; part < 4; part++) heads.push(`const s${aggregate}_${part} = slots[${slot++}];`);
    const isCount = foldings[aggregate]!.counts === "values" && form.kind === "number";
    if (isCount && value?.nullable === true) return countText(aggregate, how);
    return valueText(form, aggregate, value, how === "add" && foldings[aggregate]!.exactSum === true);
  });
  const usesRow = foldings.some((folding) => folding.add.length > 2);
  return `
${foldings.map((_, aggregate) => `const f${aggregate} = steps[${aggregate}];`).join("\n")}
return function fold(from, to, selection, entries, slots, arrays, row, at) {
  ${heads.join("\n  ")}
  let k = from;
  for (; k < to; k++) {
    const i = ${selected ? "selection[k]" : "k"}, e = entries[k];${usesRow ? " at.row = i;" : ""}
    ${body.join("\n    ")}
  }
  return k;
};`;
}

/** Adds a validity bit up: which rows have a value nobody can predict. */
function countText(aggregate: number, how: "add" | "retract"): string {
  return `n${aggregate}[e] ${how === "add" ? "+" : "-"}= (s${aggregate}_1[i >> 3] >> (i & 7)) & 1;`;
}

/** Folds one value; an absent one changes nothing (a law of aggregates), so it is passed over where validity bits say so. */
function valueText(
  form: PartialColumn["form"],
  aggregate: number,
  value: ColumnForm | undefined,
  isSum: boolean,
): string {
  if (value === undefined) return `{ ${stepText(form, aggregate, "undefined")} }`;
  const slot = (part: number): string => `s${aggregate}_${part}`;
  const given = accessText({ ...value, nullable: false }, slot, "i");
  const called = stepText(form, aggregate, given);
  const isNumber = value.layout === "float64" || value.layout === "int32";
  const place = { numbers: `n${aggregate}`, value: given, misfit: misfitText(aggregate, "NaN"), notFinite: called };
  const step = (isSum && isNumber && !value.isDate ? sumText(form, place) : undefined) ?? called;
  return value.nullable ? `if ((${slot(1)}[i >> 3] >> (i & 7)) & 1) { ${step} }` : `{ ${step} }`;
}

function misfitText(aggregate: number, pending: string): string {
  return `{ at.pending = ${pending}; at.aggregate = ${aggregate}; at.stopped = true; return k; }`;
}

function stepText(form: PartialColumn["form"], aggregate: number, value: string): string {
  const call = (partial: string): string => `f${aggregate}(${partial}, ${value}, row)`;
  const [numbers, present, values] = [`n${aggregate}`, `p${aggregate}`, `v${aggregate}`];
  const misfit = misfitText(aggregate, "q");
  switch (form.kind) {
    case "number":
      return `const q = ${call(`${numbers}[e]`)}; if (typeof q !== "number") ${misfit} ${numbers}[e] = q;`;
    case "compact":
      return `const q = ${call(`${numbers}[e]`)}; if (q !== q) ${misfit} ${numbers}[e] = q;`;
    case "nullable":
      // Two places of call: with one the argument is sometimes null, sometimes a double, and boxed.
      return `const q = ${present}[e] === 1 ? ${call(`${numbers}[e]`)} : ${call("null")}; if (typeof q === "number") { ${numbers}[e] = q; ${present}[e] = 1; } else if (q === null) ${present}[e] = 0; else ${misfit}`;
    case "fields": {
      const { length } = form.names;
      const fields = form.names.map((name, field) => `${name}: ${numbers}[b + ${field}]`);
      const stores = form.names.map((name, field) => `${numbers}[b + ${field}] = q.${name};`);
      return `const b = e * ${length}, q = ${call(`{ ${fields.join(", ")} }`)}; ${stores.join(" ")}`;
    }
    default:
      return `${values}[e] = ${call(`${values}[e]`)};`;
  }
}
