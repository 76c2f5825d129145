import type { DataType } from "../../data/data-type.ts";
import { fitsType } from "../../data/fits-type.ts";
import { own } from "../../data/own.ts";
import type { DeclaredField, FieldSchema } from "./state-schema.ts";
import type { EntryChange, RowsChange } from "./stored-entry.ts";

/** What a user says of fields that are not what they were. */
export interface FieldMigration {
  /** New names by old ones. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Fields (by their new names) whose numbers become bigints, or whose values become texts. */
  readonly widen?: Readonly<Record<string, "bigint" | "string">>;
  /** What fields that were not there are. Default: nothing (null), and aggregates as of no rows. */
  readonly add?: Readonly<Record<string, unknown>>;
  /** Fields that are let go of. */
  readonly remove?: readonly string[];
}

/** A field before and after; a name is undefined where it is not there. */
export interface FieldPair {
  readonly stored: FieldSchema | undefined;
  readonly declared: FieldSchema | undefined;
  /** What becomes of it, in a word or two; empty where it stays. */
  readonly note: string;
}

/** What becomes of stored fields in a job, or why they cannot. */
export interface FieldsFit {
  readonly pairs: readonly FieldPair[];
  /** Undefined where nothing changes. */
  readonly change: Pick<EntryChange, "value" | "rows"> | undefined;
  readonly problem: string | undefined;
}

const wider: Readonly<Record<string, readonly string[]>> = {
  int32: ["int64", "float64", "bigint"],
  int64: ["float64", "bigint"],
  date: ["timestamp"],
};

/**
 * Fields by name, the stored ones by their new names. Those that only the job has are added, those that it has no more are let
 * go of; both at once would be a renaming that nobody said.
 *
 * @param values Asked for where the types of stored fields are not known.
 */
export function fitFields(
  stored: readonly FieldSchema[],
  declared: readonly DeclaredField[],
  migration: FieldMigration,
  values: (() => Iterable<unknown>) | undefined,
): FieldsFit {
  const renamed = new Map(Object.entries(migration.rename ?? {}));
  const before = new Map(stored.map((field) => [renamed.get(field.name) ?? field.name, field]));
  const pairs: FieldPair[] = declared.map((field) => {
    const was = before.get(field.name);
    if (was === undefined) return { stored: undefined, declared: field, note: addedNote(field, migration) };
    const problem = typeProblem(was, field, migration, values);
    if (problem !== undefined) return { stored: was, declared: field, note: problem };
    return {
      stored: was,
      declared: field,
      note: was.name === field.name ? widenedNote(was, field, values) : "renamed",
    };
  });
  const names = new Set(declared.map(({ name }) => name));
  const removed = new Set(migration.remove ?? []);
  const gone = [...before].filter(([name]) => !names.has(name));
  for (const [, was] of gone) pairs.push({ stored: was, declared: undefined, note: "let go of" });
  const change = changeOf(
    stored,
    declared,
    migration,
    renamed,
    gone.map(([, { name }]) => name),
  );
  return {
    pairs,
    change: pairs.every(({ note }) => note === "") ? undefined : change,
    problem: twiceNamed(stored, renamed) ?? unknownName(stored, names, migration) ?? refusal(pairs, migration, removed),
  };
}

function addedNote({ name }: FieldSchema, { add }: FieldMigration): string {
  return add !== undefined && Object.hasOwn(add, name) ? "added" : "added, empty";
}

const refused = "refused: ";

function typeProblem(
  was: FieldSchema,
  field: DeclaredField,
  { widen }: FieldMigration,
  values: (() => Iterable<unknown>) | undefined,
): string | undefined {
  const said = own(widen, field.name);
  if (said !== undefined) {
    if (field.type === said || field.type === "any") return undefined;
    return `${refused}said to become ${said}`;
  }
  if (was.type === field.type || field.type === "any" || wider[was.type]?.includes(field.type) === true)
    return undefined;
  if (values !== undefined && field.column !== undefined && allFit(values(), was.name, field.column)) return undefined;
  return `${refused}another type`;
}

function allFit(values: Iterable<unknown>, name: string, type: DataType): boolean {
  for (const value of values) if (!fitsType(type, (value as Record<string, unknown> | null)?.[name])) return false;
  return true;
}

function widenedNote(was: FieldSchema, field: FieldSchema, values: unknown): string {
  if (was.type === field.type || values !== undefined) return "";
  return "widened";
}

function refusal(
  pairs: readonly FieldPair[],
  { add = {} }: FieldMigration,
  removed: ReadonlySet<string>,
): string | undefined {
  if (pairs.some(({ note }) => note.startsWith(refused))) {
    return "a field must have the type it had, or a wider one (say widen to make numbers bigints, or values texts)";
  }
  const isNew = pairs.filter(({ stored, declared }) => stored === undefined && !Object.hasOwn(add, declared!.name));
  const isGone = pairs.filter(({ stored, declared }) => declared === undefined && !removed.has(stored!.name));
  if (isNew.length === 0 || isGone.length === 0) return undefined;
  const [from, to] = [isGone[0]!.stored!.name, isNew[0]!.declared!.name];
  return (
    "a field that is gone beside one that is new may be the same: say " +
    `rename: { ${JSON.stringify(from)}: ${JSON.stringify(to)} }, or remove: [${JSON.stringify(from)}] if it is not`
  );
}

/** A name in what the user says that neither the state nor the job has. What was done before is done: a run may begin again. */
function unknownName(
  stored: readonly FieldSchema[],
  declared: ReadonlySet<string>,
  { rename = {}, widen = {}, add = {} }: FieldMigration,
): string | undefined {
  const before = new Set(stored.map(({ name }) => name));
  for (const [from, to] of Object.entries(rename)) {
    if (!declared.has(to)) return `the job must have the field that another is renamed to: got ${JSON.stringify(to)}`;
    if (!before.has(from) && !before.has(to))
      return `the state must have a field that is renamed: got ${JSON.stringify(from)}`;
  }
  const other = [...Object.keys(widen), ...Object.keys(add)].find((name) => !declared.has(name));
  return other === undefined
    ? undefined
    : `the job must have the fields that are widened or added: got ${JSON.stringify(other)}`;
}

function twiceNamed(stored: readonly FieldSchema[], renamed: ReadonlyMap<string, string>): string | undefined {
  const names = stored.map(({ name }) => renamed.get(name) ?? name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? undefined : `two fields must not become one: got ${JSON.stringify(twice)} twice`;
}

function changeOf(
  stored: readonly FieldSchema[],
  declared: readonly DeclaredField[],
  { widen = {}, add = {} }: FieldMigration,
  rename: ReadonlyMap<string, string>,
  gone: readonly string[],
): Pick<EntryChange, "value" | "rows"> {
  const before = new Map(stored.map(({ name, type }) => [rename.get(name) ?? name, type]));
  const convert = new Map<string, (value: unknown) => unknown>();
  for (const { name, type } of declared) {
    const to = own(widen, name) ?? (type === "bigint" && before.get(name) !== "bigint" ? "bigint" : undefined);
    if (to !== undefined && before.has(name)) convert.set(name, widening(to, name));
  }
  const isNew = declared.filter(({ name }) => !before.has(name));
  const added = new Map(isNew.map(({ name, empty }) => [name, Object.hasOwn(add, name) ? add[name] : empty]));
  const rows: RowsChange = { rename, remove: new Set(gone), convert, add: added };
  return {
    rows,
    value: objectChange(
      rows,
      declared.map(({ name }) => name),
    ),
  };
}

/** Fields that nobody declared, such as those of rows: what is said is done to those that are there. */
export function saidChange(migration: FieldMigration): Pick<EntryChange, "value" | "rows"> {
  const convert = new Map(Object.entries(migration.widen ?? {}).map(([name, to]) => [name, widening(to, name)]));
  const rows: RowsChange = {
    rename: new Map(Object.entries(migration.rename ?? {})),
    remove: new Set(migration.remove ?? []),
    convert,
    add: new Map(Object.entries(migration.add ?? {})),
  };
  return { rows, value: objectChange(rows, []) };
}

/** @param order What comes first in the new objects: partial results are stored by place. */
function objectChange(
  { rename, remove, convert, add }: RowsChange,
  order: readonly string[],
): (value: unknown) => unknown {
  return (value) => {
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const fields = new Map<string, unknown>();
    for (const [name, one] of Object.entries(value)) {
      if (remove.has(name)) continue;
      const now = rename.get(name) ?? name;
      fields.set(now, convert.get(now)?.(one) ?? one);
    }
    for (const [name, one] of add) if (!Object.hasOwn(value, name)) fields.set(name, one);
    const first = order.filter((name) => fields.has(name)).map((name) => [name, fields.get(name)] as const);
    return Object.fromEntries([...first, ...fields]);
  };
}

export function widening(to: "bigint" | "string", name: string): (value: unknown) => unknown {
  return (value) => {
    if (value === null || value === undefined || typeof value === to) return value;
    if (to === "string" && ["number", "bigint", "boolean"].includes(typeof value)) return String(value);
    if (to === "bigint" && Number.isInteger(value)) return BigInt(value as number);
    throw new TypeError(
      `Cannot widen ${JSON.stringify(name)} to ${to} as ${to === "bigint" ? "it must be whole numbers" : "it must be numbers, bigints or booleans"}: ` +
        `got ${typeof value === "number" ? value : typeof value}; migrate it by a program (readState, writeState)`,
    );
  };
}

/** The fields of objects that are kept, for those who know none: the kinds of their values. */
export function seenFields(values: Iterable<unknown>): FieldSchema[] {
  const kinds = new Map<string, string>();
  for (const value of values) {
    if (typeof value !== "object" || value === null) continue;
    for (const [name, one] of Object.entries(value)) {
      const kind = kindOf(one);
      const known = kinds.get(name);
      if (known === undefined || known === "null") kinds.set(name, kind);
      else if (known !== kind && kind !== "null") kinds.set(name, "any");
    }
  }
  return [...kinds].map(([name, type]) => ({ name, type }));
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return "float64";
  if (value instanceof Uint8Array) return "bytes";
  return typeof value === "object" ? "any" : typeof value;
}
