import type { DataType, Field } from "./data-type.ts";
import { typeText } from "./data-type.ts";

/**
 * The columns of a batch. Rows of shape `"row"` are objects with a property for each field; rows of shape
 * `"value"` are the values of the only column themselves (a dataset of numbers, of class instances, of anything).
 * Compared by identity in hot paths: a source makes it once.
 */
export interface Schema {
  readonly shape: "row" | "value";
  readonly fields: readonly Field[];
  /** Position of each field by name. */
  readonly index: ReadonlyMap<string, number>;
  /** Later batches may have more columns (JSON lines whose keys vary): until then reading one gives an absent value. */
  readonly open?: true;
}

export function rowSchema(fields: readonly Field[], options: { readonly open?: true } = {}): Schema {
  const index = new Map(fields.map((field, position) => [field.name, position]));
  if (index.size < fields.length) {
    const twice = fields.find((field, position) => index.get(field.name) !== position)!;
    throw new TypeError(
      `Cannot make a schema as names must differ: got "${twice.name}" twice; rename one of the two columns`,
    );
  }
  return { shape: "row", fields, index, ...options };
}

/** The schema of rows that are plain values of one type. */
export function valueSchema(type: DataType, missing?: "undefined"): Schema {
  const field: Field = missing === undefined ? { name: "value", type } : { name: "value", type, missing };
  return { shape: "value", fields: [field], index: new Map([["value", 0]]) };
}

/** The position of a column, or an error that names the nearest columns there are. */
export function requireColumn(schema: Schema, name: string, where: string): number {
  const position = schema.index.get(name);
  if (position !== undefined) return position;
  throw new TypeError(missingColumn(name, [...schema.index.keys()], where));
}

export function missingColumn(name: string, names: readonly string[], where: string): string {
  const near = nearestNames(name, names).map((candidate) => `"${candidate}"`);
  return (
    `Cannot read column ${quotedName(name)} in ${where} as there is no such column: got ` +
    `${names.slice(0, 20).map(quotedName).join(", ") || "no columns"}${names.length > 20 ? ", …" : ""}; ` +
    (near.length > 0 ? `did you mean ${near.join(" or ")}?` : "use one of these names")
  );
}

export function schemaText(schema: Schema): string {
  const fields = schema.fields.map((field) => `${field.name}: ${typeText(field.type)}`);
  return schema.shape === "value" ? typeText(schema.fields[0]!.type) : `{ ${fields.join(", ")} }`;
}

function spelled(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A name as it may stand in a message: quoted, without what a terminal obeys, cut. */
export function quotedName(name: string): string {
  // What JSON leaves as it is but a terminal obeys: C1 controls, and marks that turn the direction of text.
  const text = JSON.stringify(name).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, spelled);
  return text.length > 60 ? `${text.slice(0, 59)}…"` : text;
}

/**
 * Names that a slip of the hand explains, nearest first: those that differ in case alone, then those within one edit, or
 * one for three characters of a longer name. More would suggest what has nothing to do with it.
 */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const typed = name.slice(0, 64).toLowerCase();
  const mostEdits = Math.min(Math.max(1, Math.floor(typed.length / 3)), typed.length - 1);
  return names
    .map((candidate) => ({ candidate, edits: editDistance(typed, candidate.slice(0, 64).toLowerCase()) }))
    .filter(({ edits }) => edits <= mostEdits)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/**
 * Whether one slip of the hand explains a name beside another, and nothing else is likely: case, or one edit within a longer name. At its
 * beginning or end a letter makes another word (`cc` and `bcc`, `error` and `errors`), in a short name anywhere (`ip` and `id`).
 */
export function isSlipOf(name: string, other: string): boolean {
  const [a, b] = [name.toLowerCase(), other.toLowerCase()];
  if (a === b) return name !== other;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < leastSlipped || long.length > mostSlipped) return false;
  return !long.startsWith(short) && !long.endsWith(short) && editDistance(a, b) === 1;
}

const leastSlipped = 4;
const mostSlipped = 64;

/**
 * Characters added, left out, changed, or swapped with their neighbour: the optimal string alignment distance, by a
 * dynamic programme of three rows.
 *
 * @see Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964;
 * Wagner and Fischer, "The string-to-string correction problem", JACM 1974.
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const changed = last[column - 1]! + (isSame ? 0 : 1);
      const swapped = isSwapped ? beforeLast[column - 2]! + 1 : changed;
      current.push(Math.min(changed, swapped, last[column]! + 1, current[column - 1]! + 1));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
