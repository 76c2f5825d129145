import type { ChainPlan, PlannedStage } from "./chain-plan.ts";
import { accessText, type ColumnForm, slotParts } from "./column-access.ts";
import type { ColumnWriter } from "./column-writer.ts";
import { isPlainName } from "./generate.ts";
import type { RowClass } from "./row-class.ts";

/** An input column that generated code looks at. `slot` counts the columns given to the code. */
export interface InputColumn {
  readonly name: string;
  readonly form: ColumnForm;
}

/** What a chain's loop is generated for; another form of the input or of the output needs another loop. */
export interface LoopForm {
  readonly plan: ChainPlan;
  readonly inputs: readonly InputColumn[];
  /** Whether the input has a selection. */
  readonly selected: boolean;
  /** Whether results stand at their input's row number (columns are handed on beside them) or close together. */
  readonly scattered: boolean;
  /** Whether the numbers of the rows kept are wanted. */
  readonly keeps: boolean;
  /** The computed columns, with the types they have by now. */
  readonly writers: readonly ColumnWriter[];
  /** Property names of the computed columns in the last row. */
  readonly shape: "row" | "value" | "same" | "list";
}

/**
 * The source of a chain's loop. Parameters: `lambdas`, `names` (hostile ones included), `utf8`, `Rows` (the cursors), `states`
 * (where those keep what would be copied when they are spread). Gives
 * `run(from, to, selection, inputs, outputs, masks, kept, at)`, which gives the number of rows written, or stops early, with
 * `at.pending`, at a row whose result does not fit its column. Morally:
 * `for (row of input) if (filter(row)) { const result = map(row); columns.push(result) }`.
 *
 * Behind the loop there is nothing but `return`: V8 compiles a loop while it runs for the first time, when it knows
 * nothing of what comes behind it, and would give its code up there at every call.
 */
export function loopSource(form: LoopForm, cursors: readonly CursorFields[]): string {
  const { plan } = form;
  const used = cursorsUsed(plan);
  const spread = used.filter((cursor) => plan.cursors[cursor]!.isSpread);
  return `
${plan.stages.map((_, stage) => `const f${stage} = lambdas[${stage}];`).join("\n")}
${spread.map((cursor) => `const ${placeOf(plan, cursor)} = states[${cursor}];`).join("\n")}
return function run(from, to, selection, inputs, outputs, masks, kept, at) {
${used.map((cursor) => `    const row${cursor} = new Rows[${cursor}](inputs);`).join("\n")}
${form.inputs.map((_, input) => localSlots(input)).join("\n")}
${form.writers.map((_, output) => `    const o${output} = outputs[${output}], m${output} = masks[${output}];`).join("\n")}
    let n = at.count, k = from, s = 0;
    try {
      for (; k < to; k++) {
        const i = ${form.selected ? "selection[k]" : "k"};
${used.map((cursor) => `        ${placeOf(plan, cursor)}.${cursors[cursor]!.at} = i;`).join("\n")}
${stageTexts(form, cursors)}
${writeTexts(form)}
      }
    } catch (error) { at.at = k; at.count = n; at.stage = s; throw error; }
    return n;
};`;
}

/** What a loop must know of a cursor: the names of its properties. */
export type CursorFields = Pick<RowClass, "at" | "made" | "values">;

/** The cursors that some stage is given. */
export function cursorsUsed({ stages, cursors }: ChainPlan): number[] {
  const used = new Set(stages.flatMap(({ form, cursor }) => (form === "cursor" ? [cursor] : [])));
  return [...cursors.keys()].filter((cursor) => used.has(cursor));
}

/** Where the properties of a cursor are. */
function placeOf({ cursors }: ChainPlan, cursor: number): string {
  return `${cursors[cursor]!.isSpread ? "state" : "row"}${cursor}`;
}

function localSlots(input: number): string {
  const first = input * 4;
  return `    const a${input} = inputs[${first}], b${input} = inputs[${first + 1}], c${input} = inputs[${first + 2}], d${input} = inputs[${first + 3}];`;
}

/** A plain fresh object with every column: what a lambda gets whose row may outlive the call. */
function objectText(form: LoopForm): string {
  const properties = form.inputs.map(({ name, form: column }, input) => {
    const value = accessText(column, (part) => `${slotParts[part]}${input}`, "i");
    return `${isPlainName(name) ? JSON.stringify(name) : `[names[${input}]]`}: ${value}`;
  });
  return `{ ${properties.join(", ")} }`;
}

function stageTexts(form: LoopForm, cursors: readonly CursorFields[]): string {
  const { plan } = form;
  const rowsAreValues = plan.stages[0]?.form === "value";
  let value = rowsAreValues ? accessText(form.inputs[0]!.form, (part) => `${slotParts[part]}0`, "i") : "";
  const lines = rowsAreValues ? [`const v = ${value};`] : [];
  value = rowsAreValues ? "v" : "";
  const called = plan.lastChooses ? plan.stages.slice(0, -1) : plan.stages;
  for (const [index, stage] of called.entries()) {
    const argument =
      stage.form === "cursor" ? `row${stage.cursor}` : stage.form === "object" ? objectText(form) : value;
    if (index > 0) lines.push(`s = ${index};`);
    if (index > 0 && stage.form === "cursor") {
      const { made } = cursors[stage.cursor]!;
      lines.push(...made.map((property) => `${placeOf(plan, stage.cursor)}.${property} = undefined;`));
    }
    lines.push(...callTexts(form, stage, index, argument));
    if (stage.spread !== undefined) lines.push(...cursorTexts(form, stage, cursors));
    if (stage.kind !== "filter") value = `r${index}`;
  }
  if (called.length > 1) lines.push("s = 0;");
  return lines.map((line) => `        ${line}`).join("\n");
}

function callTexts(form: LoopForm, stage: PlannedStage, index: number, argument: string): string[] {
  const [result, call] = [`r${index}`, `f${index}(${argument})`];
  if (stage.kind !== "filter") {
    const refusal =
      stage.kind === "map" && stage.facts.openEnd ? [`if (${result} === undefined) at.refuseNothing();`] : [];
    return [`const ${result} = ${call};`, ...refusal];
  }
  const test = [
    `const t${index} = ${call};`,
    `if (typeof t${index} === "object" && t${index} !== null) at.refuse(t${index});`,
  ];
  // Adding the condition up instead of branching on it: a filter that nobody can predict costs a fifth.
  return form.shape === "same" && index === form.plan.stages.length - 1
    ? [...test, "kept[n] = i;", `n = (n + (!!t${index} | 0)) | 0;`]
    : [...test, `if (!t${index}) continue;`];
}

/** What the cursor behind a spread has of what was computed so far. */
function cursorTexts(form: LoopForm, { cursor }: PlannedStage, cursors: readonly CursorFields[]): string[] {
  const { plan } = form;
  const next = cursor + 1;
  return [...plan.cursors[next]!.computed].map(([name, stage]) => {
    const property = cursors[next]!.values.get(name)!;
    return `${placeOf(plan, next)}.${property} = ${valueText(form, stage, name)};`;
  });
}

/** A property of what a stage gave. */
function valueText(form: LoopForm, stage: number, name: string): string {
  const property = isPlainName(name) ? JSON.stringify(name) : `names[${loopNames(form).indexOf(name)}]`;
  return `r${stage}[${property}]`;
}

/** What a loop's `names` are: those of its inputs first, by their number. */
export function loopNames({ inputs, writers, plan }: LoopForm): readonly string[] {
  const computed = plan.cursors.flatMap((cursor) => [...cursor.computed.keys()]);
  return [...inputs.map(({ name }) => name), ...writers.map(({ name }) => name), ...computed];
}

function lastValue(form: LoopForm): string {
  const last = form.plan.stages.findLastIndex(({ kind }) => kind !== "filter");
  return last < 0 ? "v" : `r${last}`;
}

function writeTexts(form: LoopForm): string {
  const lines: string[] = [];
  if (form.shape === "list") return `        at.spread(${lastValue(form)}, i);`;
  if (form.shape === "same") return "";
  const values = form.writers.map((writer) => writtenText(form, writer));
  const pending = form.shape === "value" ? lastValue(form) : `[${values.join(", ")}]`;
  form.writers.forEach((writer, output) => {
    lines.push(`const x${output} = ${values[output]};`);
    lines.push(...writeText(writer, output, form.scattered ? "i" : "n", pending));
  });
  if (form.keeps) lines.push("kept[n] = i;");
  lines.push("n++;");
  return lines.map((line) => `        ${line}`).join("\n");
}

function writtenText(form: LoopForm, { name }: ColumnWriter): string {
  return form.shape === "value" ? lastValue(form) : valueText(form, form.plan.computedBy(name), name);
}

/** Stores a value that fits its column; anything else is handed over, for the column to be widened. */
function writeText(writer: ColumnWriter, output: number, at: string, value: string): string[] {
  const x = `x${output}`;
  const store = storeText(writer, output, at, x);
  const misfit = `{ at.pending = ${value}; at.stopped = true; at.at = k; at.count = n; return n; }`;
  if (writer.base === "any") return [store];
  if (writer.base === "string") {
    const absent = writer.missing === "none" ? "" : `&& ${x} !== ${writer.missing}`;
    return [`if (typeof ${x} !== "string" ${absent}) ${misfit}`, store];
  }
  if (writer.base === "none") {
    const absent = writer.missing === "none" ? "true" : `${x} !== ${writer.missing}`;
    return [`if (${absent}) ${misfit}`];
  }
  const fits = fitsText(writer, x);
  if (writer.missing === "none") return [`if (${misfitsText(writer, x)}) ${misfit}`, store];
  const mark = `m${output}[${at} >> 3] |= 1 << (${at} & 7);`;
  return [`if (${fits}) { ${store} ${mark} } else if (${x} !== ${writer.missing}) ${misfit}`];
}

function storeText({ base, size }: ColumnWriter, output: number, at: string, x: string): string {
  if (base !== "vector") return `o${output}[${at}] = ${base === "boolean" ? `${x} ? 1 : 0` : x};`;
  return `for (let e = 0, to = ${at} * ${size}; e < ${size}; e++, to++) o${output}[to] = ${x}[e];`;
}

function misfitsText({ base, size }: ColumnWriter, x: string): string {
  if (base === "vector") return `!(${x} instanceof Float64Array) || ${x}.length !== ${size}`;
  return `typeof ${x} !== "${base === "float64" ? "number" : "boolean"}"`;
}

function fitsText({ base, size }: ColumnWriter, x: string): string {
  if (base === "vector") return `${x} instanceof Float64Array && ${x}.length === ${size}`;
  return `typeof ${x} === "${base === "float64" ? "number" : "boolean"}"`;
}
