import type { ChainPlan } from "./chain-plan.ts";
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
 * The source of a chain's loop. Parameters: `lambdas`, `names` (hostile ones included), `utf8`, `Row` (the cursor). Gives
 * `run(from, to, selection, inputs, outputs, masks, kept, at)`, which gives the number of rows written, or stops early, with
 * `at.pending`, at a row whose result does not fit its column. Morally:
 * `for (row of input) if (filter(row)) { const result = map(row); columns.push(result) }`.
 *
 * Behind the loop there is nothing but `return`: V8 compiles a loop while it runs for the first time, when it knows
 * nothing of what comes behind it, and would give its code up there at every call.
 */
export function loopSource(form: LoopForm, cursor: Pick<RowClass, "at" | "dates">): string {
  const { plan } = form;
  return `
${plan.stages.map((_, stage) => `const f${stage} = lambdas[${stage}];`).join("\n")}
return function run(from, to, selection, inputs, outputs, masks, kept, at) {
${usesCursor(form) ? "    const row = new Row(inputs);" : ""}
${form.inputs.map((_, input) => localSlots(input)).join("\n")}
${form.writers.map((_, output) => `    const o${output} = outputs[${output}], m${output} = masks[${output}];`).join("\n")}
    let n = at.count, k = from, s = 0;
    try {
      for (; k < to; k++) {
        const i = ${form.selected ? "selection[k]" : "k"};
${usesCursor(form) ? `        row.${cursor.at} = i;` : ""}
${stageTexts(form, cursor.dates)}
${writeTexts(form)}
      }
    } catch (error) { at.at = k; at.count = n; at.stage = s; throw error; }
    return n;
};`;
}

function usesCursor({ plan }: LoopForm): boolean {
  return plan.stages.some((stage) => stage.form === "cursor");
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

function stageTexts(form: LoopForm, dates: readonly string[]): string {
  const rowsAreValues = form.plan.stages[0]?.form === "value";
  let value = rowsAreValues ? accessText(form.inputs[0]!.form, (part) => `${slotParts[part]}0`, "i") : "";
  const lines = rowsAreValues ? [`const v = ${value};`] : [];
  value = rowsAreValues ? "v" : "";
  const called = form.plan.lastChooses ? form.plan.stages.slice(0, -1) : form.plan.stages;
  for (const [index, stage] of called.entries()) {
    const argument = stage.form === "cursor" ? "row" : stage.form === "object" ? objectText(form) : value;
    if (index > 0) lines.push(`s = ${index};`);
    if (index > 0 && stage.form === "cursor") lines.push(...dates.map((date) => `row.${date} = undefined;`));
    if (stage.kind === "filter") {
      lines.push(
        `const t${index} = f${index}(${argument});`,
        `if (typeof t${index} === "object" && t${index} !== null) at.refuse(t${index});`,
      );
    }
    // Adding the condition up instead of branching on it: a filter that nobody can predict costs a fifth.
    if (form.shape === "same" && index === form.plan.stages.length - 1)
      lines.push("kept[n] = i;", `n = (n + (!!t${index} | 0)) | 0;`);
    else if (stage.kind === "filter") lines.push(`if (!t${index}) continue;`);
    else lines.push(`const r${index} = f${index}(${argument});`);
    if (stage.kind !== "filter") value = `r${index}`;
    if (stage.kind === "map" && stage.facts.openEnd) lines.push(`if (r${index} === undefined) at.refuseNothing();`);
  }
  if (called.length > 1) lines.push("s = 0;");
  return lines.map((line) => `        ${line}`).join("\n");
}

function lastValue(form: LoopForm): string {
  const last = form.plan.stages.findLastIndex(({ kind }) => kind !== "filter");
  return last < 0 ? "v" : `r${last}`;
}

function writeTexts(form: LoopForm): string {
  const lines: string[] = [];
  const value = lastValue(form);
  if (form.shape === "list") return `        at.spread(${value}, i);`;
  if (form.shape === "same") return "";
  form.writers.forEach((writer, output) => {
    const name = JSON.stringify(writer.name);
    const property = isPlainName(writer.name)
      ? `${value}[${name}]`
      : `${value}[names[names.length - ${form.writers.length - output}]]`;
    lines.push(`const x${output} = ${form.shape === "value" ? value : property};`);
    lines.push(...writeText(writer, output, form.scattered ? "i" : "n", value));
  });
  if (form.keeps) lines.push("kept[n] = i;");
  lines.push("n++;");
  return lines.map((line) => `        ${line}`).join("\n");
}

/** Stores a value that fits its column; anything else is handed over, for the column to be widened. */
function writeText(writer: ColumnWriter, output: number, at: string, value: string): string[] {
  const x = `x${output}`;
  const store = `o${output}[${at}] = ${writer.base === "boolean" ? `${x} ? 1 : 0` : x};`;
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
  const type = writer.base === "float64" ? "number" : "boolean";
  if (writer.missing === "none") return [`if (typeof ${x} !== "${type}") ${misfit}`, store];
  const mark = `m${output}[${at} >> 3] |= 1 << (${at} & 7);`;
  return [`if (typeof ${x} === "${type}") { ${store} ${mark} } else if (${x} !== ${writer.missing}) ${misfit}`];
}
