import type { ChainPlan } from "./chain-plan.ts";
import type { InputColumn } from "./chain-source.ts";
import { accessText, formKey, slotParts, utf8At } from "./column-access.ts";
import { generate } from "./generate.ts";

/** The cursor that lambdas are given: a getter for each column they look at, over the row whose number it is told. */
export interface RowClass {
  readonly make: new (inputs: readonly unknown[]) => object;
  /** The property that holds the row's number. */
  readonly at: string;
  /** The properties that hold the dates made of the row, which the next lambda must not meet: it may have changed them. */
  readonly dates: readonly string[];
  readonly source: string;
}

const classes = new Map<string, RowClass>();

/** Classes of long-gone schemas are forgotten. */
const mostClasses = 2000;

/**
 * The cursor class for some columns: one for all loops over columns of these names and forms. Lambdas made anew at each
 * run share what V8 has learned of them, and with a class a loop they met a new kind of row each time: after four they
 * cost 20 ns more.
 */
export function rowClass(inputs: readonly InputColumn[], plan: ChainPlan): RowClass {
  const read = inputs.map(({ name, form }) => `${JSON.stringify(name)}:${plan.needed.has(name) ? formKey(form) : "-"}`);
  const unread = [...plan.placeholders].map((name) => JSON.stringify(name));
  const key = `${read.join()}|${unread.join()}`;
  let found = classes.get(key);
  if (found === undefined) {
    if (classes.size >= mostClasses) classes.clear();
    found = compileClass(inputs, plan);
    classes.set(key, found);
  }
  return found;
}

function compileClass(inputs: readonly InputColumn[], plan: ChainPlan): RowClass {
  const names = [...inputs.map(({ name }) => name), ...plan.placeholders];
  const own = prefixFor(names);
  const body = `
return class Row {
  constructor(inputs) {
    this.${own}i = 0;
${inputs.map((_, input) => slotTexts(own, input)).join("\n")}
  }
${[...inputs.map((column, input) => getterText(column, input, own, plan)), ...unreadTexts(inputs.length, plan)].join("\n")}
};`;
  const { make, source } = generate(["names", "utf8"], body);
  const dates = inputs.flatMap(({ name, form }, input) =>
    form.isDate && plan.needed.has(name) ? [`${own}c${input}`] : [],
  );
  return { make: make(names, utf8At) as RowClass["make"], at: `${own}i`, dates, source };
}

/** A beginning that no column's name has. */
function prefixFor(names: readonly string[]): string {
  let prefix = "$row_";
  while (names.some((name) => name.startsWith(prefix))) prefix = `$${prefix}`;
  return prefix;
}

function slotTexts(own: string, input: number): string {
  return slotParts.map((part, at) => `    this.${own}${part}${input} = inputs[${4 * input + at}];`).join("\n");
}

function getterText({ name, form }: InputColumn, input: number, own: string, plan: ChainPlan): string {
  if (!plan.needed.has(name)) return "";
  const value = accessText(form, (part) => `this.${own}${slotParts[part]}${input}`, "i");
  if (form.isDate) return dateGetterText(value, input, own);
  return `  get [names[${input}]]() { const i = this.${own}i; return ${value}; }`;
}

/** A row has one date a column, as an object would: a change of it is seen at the next look. */
function dateGetterText(value: string, input: number, own: string): string {
  const [date, row] = [`this.${own}c${input}`, `this.${own}d${input}`];
  return `  get [names[${input}]]() {
    const i = this.${own}i;
    if (${date} === undefined || ${row} !== i) { ${date} = ${value}; ${row} = i; }
    return ${date};
  }`;
}

function unreadTexts(inputs: number, plan: ChainPlan): string[] {
  return [...plan.placeholders].map((_, at) => `  get [names[${inputs + at}]]() { return undefined; }`);
}
