import type { Batch } from "../data/batch.ts";
import { type Folding, type PartialColumn, type PartialForm, widenPartials } from "../data/partial-columns.ts";
import { accessText, type ColumnForm, formKey, formOf, slotsOf, utf8At } from "./column-access.ts";
import { type Folder, type FoldRows, type FoldValue, stepsOf } from "./fold.ts";
import { generate, madeOnce } from "./generate.ts";
import { rowReader } from "./row-reader.ts";

/** An aggregate threw at a record. The handler throws to fail the job; when it returns, the record is left out. */
export type FoldFailure = (error: unknown, aggregate: number, batch: Batch, row: number) => void;

interface Position {
  at: number;
  aggregate: number;
  /** What was given is no number: the column is to be widened. */
  misfit: boolean;
  failed: boolean;
  error: unknown;
  row: number;
}

type Loop = (
  from: number,
  to: number,
  selection: Int32Array | undefined,
  entries: Int32Array,
  slots: readonly unknown[],
  arrays: readonly unknown[],
  row: () => unknown,
  at: Position,
) => number;

/**
 * Folds records at which aggregates may throw, so that nothing stays of one that does. Partial results that are replaced
 * are computed first and stored last; those that are changed in place come in between, the ones that may throw before the
 * others.
 *
 * Morally: `try { next = aggregates.map((each) => each.add(partial, value)); partials = next } catch { leave the record out }`.
 */
export function carefulFolder(foldings: readonly Folding[], onFailure: FoldFailure): Folder {
  const loops = new Map<string, Loop>();
  const sources: string[] = [];
  const inPlace = changedInPlace(foldings);
  return {
    fold: (how, rows, values, partials) => {
      const failed: number[] = [];
      const { batch, entries } = rows;
      const at: Position = { at: rows.from, aggregate: 0, misfit: false, failed: false, error: undefined, row: 0 };
      const slots = values.flatMap((value) => (value === undefined ? [] : slotsOf(value.column)));
      const read = rowReader(batch);
      const row = (): unknown => read(at.row);
      while (at.at < rows.to) {
        const loop = loopFor({ foldings, inPlace, how, rows, values, partials }, loops, sources);
        const arrays = partials.flatMap((partial) => [partial.numbers, partial.present, partial.values]);
        at.misfit = false;
        at.failed = false;
        at.at = loop(at.at, rows.to, batch.selection, entries, slots, arrays, row, at);
        if (at.misfit) widenPartials(partials[at.aggregate]!);
        if (!at.failed) continue;
        mustBeWhole(foldings, inPlace, at.aggregate, at.error);
        onFailure(at.error, at.aggregate, batch, batch.selection === undefined ? at.at : batch.selection[at.at]!);
        failed.push(at.at++);
      }
      return failed;
    },
    sources,
  };
}

/** Aggregates whose partial results may be changed in place: what is not absent, a number, or numbers by name. */
export function changedInPlace(foldings: readonly Folding[]): number[] {
  const inPlace = foldings.flatMap((folding, at) => (isReplaced(folding) ? [] : [at]));
  return inPlace.sort((a, b) => Number(foldings[a]!.check !== undefined) - Number(foldings[b]!.check !== undefined));
}

function isReplaced({ zero }: Folding): boolean {
  const start = zero();
  if (start === null || start === undefined || typeof start === "number") return true;
  return (
    typeof start === "object" && Object.values(start).every((value) => typeof value === "number") && isRecord(start)
  );
}

function isRecord(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length > 0;
}

/** Fails where the record is in the partial results of other aggregates already, and cannot be taken out again. */
export function mustBeWhole(
  foldings: readonly Folding[],
  inPlace: readonly number[],
  aggregate: number,
  error: unknown,
): void {
  const others = inPlace.slice(0, Math.max(0, inPlace.indexOf(aggregate))).map((at) => foldings[at]!.name);
  if (others.length === 0) return;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  throw new Error(
    `Cannot leave a record out of ${foldings[aggregate]!.name} as ${others.join(", ")} have taken it already: ` +
      `got ${name}: ${message}; give the aggregate a check that throws at such values`,
    { cause: error },
  );
}

interface LoopForm {
  readonly foldings: readonly Folding[];
  readonly inPlace: readonly number[];
  readonly how: "add" | "retract";
  readonly rows: FoldRows;
  readonly values: readonly (FoldValue | undefined)[];
  readonly partials: readonly PartialColumn[];
}

function loopFor(form: LoopForm, loops: Map<string, Loop>, sources: string[]): Loop {
  const { foldings, how, rows, values, partials } = form;
  const forms = values.map((value) => (value === undefined ? undefined : formOf(value.column, value.field)));
  const selected = rows.batch.selection !== undefined;
  const key = `careful ${how}|${selected}|${forms.map((each) => (each === undefined ? "-" : formKey(each))).join()}|${partials.map((partial) => partial.form.kind).join()}`;
  let loop = loops.get(key);
  if (loop === undefined) {
    const made = madeOnce(foldings, key, () => {
      const { make, source } = generate(["steps", "utf8"], loopSource(form, selected, forms));
      return { loop: make(stepsOf(foldings, how, partials), utf8At) as Loop, source };
    });
    loop = made.loop;
    loops.set(key, loop);
    sources.push(made.source.trim());
  }
  return loop;
}

function loopSource(
  { foldings, inPlace, partials }: LoopForm,
  selected: boolean,
  forms: readonly (ColumnForm | undefined)[],
): string {
  const replaced = [...partials.keys()].filter((aggregate) => !inPlace.includes(aggregate));
  const compute = replaced.map((a) => computeText(partials[a]!.form, a, forms[a]));
  const change = inPlace.map((a) => `${begin(a, forms[a])}v${a}[e] = f${a}(v${a}[e], ${valueText(a, forms[a])}, row);`);
  const store = replaced.map((a) => storeText(partials[a]!.form, a));
  return `
${foldings.map((_, a) => `const f${a} = steps[${a}];`).join("\n")}
return function fold(from, to, selection, entries, slots, arrays, row, at) {
  ${headTexts(forms).join("\n  ")}
  let k = from, a = 0;
  try {
    for (; k < to; k++) {
      const i = ${selected ? "selection[k]" : "k"}, e = entries[k]; at.row = i;
      ${[...compute, ...change, ...store].join("\n      ")}
    }
  } catch (error) { at.error = error; at.aggregate = a; at.failed = true; }
  return k;
};`;
}

function headTexts(forms: readonly (ColumnForm | undefined)[]): string[] {
  let slot = 0;
  return forms.flatMap((form, a) => {
    const own = ["n", "p", "v"].map((part, at) => `const ${part}${a} = arrays[${3 * a + at}];`);
    return form === undefined
      ? own
      : [...own, ...[0, 1, 2, 3].map((part) => `const s${a}_${part} = slots[${slot++}];`)];
  });
}

/** Notes which aggregate is at work; an absent value is passed over. */
function begin(a: number, value: ColumnForm | undefined): string {
  return `a = ${a}; ${value?.nullable === true ? `if ((s${a}_1[i >> 3] >> (i & 7)) & 1) ` : ""}`;
}

function valueText(a: number, value: ColumnForm | undefined): string {
  return value === undefined ? "undefined" : accessText({ ...value, nullable: false }, (part) => `s${a}_${part}`, "i");
}

function computeText(form: PartialForm, a: number, value: ColumnForm | undefined): string {
  const add = `q${a} = f${a}(q${a}, ${valueText(a, value)}, row);`;
  const misfit = (test: string): string => `if (${test}) { at.misfit = true; at.aggregate = ${a}; return k; }`;
  const held = (start: string, check: string): string => `let q${a} = ${start}; ${begin(a, value)}{ ${add} ${check} }`;
  switch (form.kind) {
    case "number":
      return held(`n${a}[e]`, misfit(`typeof q${a} !== "number"`));
    case "compact":
      return held(`n${a}[e]`, misfit(`q${a} !== q${a}`));
    case "nullable":
      return held(`p${a}[e] === 1 ? n${a}[e] : null`, misfit(`q${a} !== null && typeof q${a} !== "number"`));
    case "fields": {
      const fields = form.names.map((name, field) => `${name}: n${a}[e * ${form.names.length} + ${field}]`);
      return held(`{ ${fields.join(", ")} }`, "");
    }
    default:
      return held(`v${a}[e]`, "");
  }
}

function storeText(form: PartialForm, a: number): string {
  switch (form.kind) {
    case "number":
    case "compact":
      return `n${a}[e] = q${a};`;
    case "nullable":
      return `if (q${a} === null) p${a}[e] = 0; else { n${a}[e] = q${a}; p${a}[e] = 1; }`;
    case "fields":
      return form.names.map((name, field) => `n${a}[e * ${form.names.length} + ${field}] = q${a}.${name};`).join(" ");
    default:
      return `v${a}[e] = q${a};`;
  }
}
