import type { ChainCursor, ChainPlan } from "./chain-plan.ts";
import type { InputColumn } from "./chain-source.ts";
import { accessText, formKey, isMade, slotParts, utf8At } from "./column-access.ts";
import { generate } from "./generate.ts";

/** The cursor that lambdas are given: a getter for each column they look at, over the row whose number it is told. */
export interface RowClass {
  readonly make: new (inputs: readonly unknown[]) => object;
  /**
   * What holds its properties in place of itself, where it is spread; of all cursors of the class, of which one is in use
   * at a time.
   */
  readonly state: Record<string, unknown> | undefined;
  /** The property that holds the row's number. */
  readonly at: string;
  /** The properties that hold computed columns. */
  readonly values: ReadonlyMap<string, string>;
  /** The properties that hold dates and vectors made of the row, which the next lambda must not meet: this one may have changed them. */
  readonly made: readonly string[];
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
export function rowClass(inputs: readonly InputColumn[], plan: ChainPlan, cursor: ChainCursor): RowClass {
  const columns = inputs.map((input) => ({
    ...input,
    isRead: plan.needed.has(input.name) && !cursor.computed.has(input.name),
  }));
  const read = columns.map(({ name, form, isRead }) => `${JSON.stringify(name)}:${isRead ? formKey(form) : "-"}`);
  const others = [cursor.placeholders, cursor.computed.keys()].map((names) => JSON.stringify([...names]));
  const key = [read, ...others, cursor.isSpread].join("|");
  let found = classes.get(key);
  if (found === undefined) {
    if (classes.size >= mostClasses) classes.clear();
    found = compileClass(columns, cursor);
    classes.set(key, found);
  }
  return found;
}

/** An input column, and whether the cursor has it. */
interface CursorColumn extends InputColumn {
  readonly isRead: boolean;
}

function compileClass(columns: readonly CursorColumn[], { computed, placeholders, isSpread }: ChainCursor): RowClass {
  const names = [...columns.map(({ name }) => name), ...placeholders, ...computed.keys()];
  const own = prefixFor(names);
  const place = `${isSpread ? "state" : "this"}.${own}`;
  const computedFrom = columns.length + placeholders.size;
  const values = [...computed.keys()].map((name, at): [string, string] => [name, `${own}v${at}`]);
  const getters = [
    ...columns.map((column, input) => getterText(column, input, place)),
    ...[...placeholders].map((_, at) => `  get [names[${columns.length + at}]]() { return undefined; }`),
    ...values.map((_, at) => `  get [names[${computedFrom + at}]]() { return ${place}v${at}; }`),
  ];
  const body = `
return class Row {
  constructor(inputs) {
    ${place}i = 0;
${[...columns.map((column, input) => slotTexts(column, place, input)), ...values.map((_, at) => `    ${place}v${at} = undefined;`)].join("\n")}
  }
${getters.join("\n")}
};`;
  const state = isSpread ? {} : undefined;
  const { make, source } = generate(["names", "utf8", "state"], body);
  const made = columns.flatMap(({ form, isRead }, input) => (isMade(form) && isRead ? [`${own}e${input}`] : []));
  const Row = make(names, utf8At, state) as RowClass["make"];
  return { make: Row, state, at: `${own}i`, values: new Map(values), made, source };
}

/** A beginning that no column's name has. */
function prefixFor(names: readonly string[]): string {
  let prefix = "$row_";
  while (names.some((name) => name.startsWith(prefix))) prefix = `$${prefix}`;
  return prefix;
}

function slotTexts({ form, isRead }: CursorColumn, place: string, input: number): string {
  const slots = slotParts.map((part, at) => `    ${place}${part}${input} = inputs[${4 * input + at}];`);
  const made = isMade(form) && isRead ? [`    ${place}e${input} = undefined;`, `    ${place}f${input} = -1;`] : [];
  return [...slots, ...made].join("\n");
}

function getterText({ form, isRead }: CursorColumn, input: number, place: string): string {
  if (!isRead) return "";
  const value = accessText(form, (part) => `${place}${slotParts[part]}${input}`, "i");
  if (isMade(form)) return madeGetterText(value, input, place);
  return `  get [names[${input}]]() { const i = ${place}i; return ${value}; }`;
}

/** A row has one date or vector a column, as an object would: a change of it is seen at the next look. */
function madeGetterText(value: string, input: number, place: string): string {
  const [made, row] = [`${place}e${input}`, `${place}f${input}`];
  return `  get [names[${input}]]() {
    const i = ${place}i;
    if (${made} === undefined || ${row} !== i) { ${made} = ${value}; ${row} = i; }
    return ${made};
  }`;
}
