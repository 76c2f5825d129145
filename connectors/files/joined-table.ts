import { any, type DataType, type Field, missingColumn, rowSchema, type Schema, typeText } from "../../core/io/mod.ts";
import {
  absentPart,
  commonReadType,
  isConflict,
  type MoreFields,
  readConflict,
  type TypeConflict,
  typeKey,
} from "./common-type.ts";
import { laterColumns } from "./later-columns.ts";
import type { RefusedField } from "./projection.ts";

/** A file that says which columns it has. */
export interface TableFile {
  readonly path: string;
  readonly fields: readonly RefusedField[];
  /** Whether it has no row: no value of it would have to fit, its types only count for columns that no other file has. */
  readonly isEmpty?: boolean;
}

export interface WantedColumns {
  /** Those that the user named, of which each must be in some file. */
  readonly declared: Schema | undefined;
  /** Those of the run, planned before the files came: they may have no others. */
  readonly planned: Schema | undefined;
}

/** A type of a column, and the first file that has it so. */
interface Typed {
  readonly path: string;
  readonly field: RefusedField;
}

type Join = (a: DataType, b: DataType) => DataType | TypeConflict;

/**
 * The columns of all files as one table: of every file by name, each of a type that holds all; a file may lack some. Columns that
 * cannot be read together are refused where they are asked for.
 */
export function joinedSchema(
  name: string,
  files: readonly TableFile[],
  { declared, planned }: WantedColumns,
  join: Join = commonReadType,
): Schema {
  const columns = typesOf(files);
  const wanted = planned ?? declared;
  if (wanted === undefined) return rowSchema([...columns].map(([column, typed]) => joinedField(column, typed, join)));
  if (planned === undefined) {
    for (const { name: column } of wanted.fields)
      if (!columns.has(column)) throw new TypeError(missingColumn(column, [...columns.keys()], name));
  }
  const more = declared === undefined ? [...columns.keys()].filter((column) => !wanted.index.has(column)) : [];
  if (more.length > 0) throw laterColumns(files.map(({ path }) => path).join(), more, name);
  const given: Given =
    declared === undefined
      ? { whose: "in the files that were there when the run began", more: "refused", mayLack: true }
      : { whose: "in the schema given", more: "left out", mayLack: planned !== undefined };
  const fields = wanted.fields.map((field) => fittingField(field, columns.get(field.name) ?? [], given));
  return fields.every((field, at) => field === wanted.fields[at]) ? wanted : rowSchema(fields);
}

function typesOf(files: readonly TableFile[]): ReadonlyMap<string, readonly Typed[]> {
  const columns = new Map<string, Map<string, Typed>>();
  const [empty, others] = [files.filter(({ isEmpty }) => isEmpty), files.filter(({ isEmpty }) => !isEmpty)];
  const withRows = new Set(others.flatMap(({ fields }) => fields.map((field) => field.name)));
  for (const { path, fields, isEmpty } of [...others, ...empty]) {
    for (const field of fields) {
      if (isEmpty && withRows.has(field.name)) continue;
      const before = columns.get(field.name) ?? new Map<string, Typed>();
      const key = field.refused ?? typeKey(field.type);
      if (!before.has(key)) before.set(key, { path, field });
      columns.set(field.name, before);
    }
  }
  return new Map([...columns].map(([name, typed]) => [name, [...typed.values()]]));
}

function joinedField(name: string, typed: readonly Typed[], join: Join): RefusedField {
  const unknown = typed.find(({ field }) => field.refused !== undefined);
  if (unknown !== undefined) return unknown.field;
  let { field } = typed[0]!;
  for (const next of typed.slice(1)) {
    const type = join(field.type, next.field.type);
    if (isConflict(type)) return { name, type: any, refused: apart(typed, next, type, join) };
    field = { ...next.field, type };
  }
  return field;
}

/** Names the first file that has another type at that place. */
function apart(typed: readonly Typed[], next: Typed, found: TypeConflict, join: Join): string {
  let [before, conflict] = [typed[0]!, found];
  for (const one of typed.slice(0, typed.indexOf(next))) {
    const joined = join(one.field.type, next.field.type);
    if (!isConflict(joined)) continue;
    [before, conflict] = [one, joined];
    break;
  }
  const { name } = next.field;
  return (
    `Cannot read ${quote(next.path)} together with ${quote(before.path)} as column ${quote(name)} must have one type: ` +
    `got ${typesText(name, conflict.at, conflict.types.toReversed(), " and ")}; read them apart, leave the column out, or give it the type any in a schema, as which it is what each file has`
  );
}

interface Given {
  readonly whose: string;
  readonly more: MoreFields;
  /** Whether a field may be in no file. */
  readonly mayLack: boolean;
}

/** A wanted column, refused where a file has another one. */
function fittingField(wanted: Field, typed: readonly Typed[], { whose, more, mayLack }: Given): RefusedField {
  const refused = (path: string, got: string): RefusedField => ({
    ...wanted,
    refused:
      `Cannot read column ${quote(wanted.name)} of ${quote(path)} as its values must fit ${shortText(wanted.type)}, as ${whose}: ` +
      `got ${got}; give a schema that holds both, or begin a run that goes on from a checkpoint anew, with this file there`,
  });
  for (const { path, field } of typed) {
    if (field.refused !== undefined) return { ...wanted, refused: field.refused };
    const conflict = readConflict(field.type, wanted.type, more);
    if (conflict !== undefined) return refused(path, typesText(wanted.name, conflict.at, conflict.types, " for "));
  }
  const absent = mayLack
    ? undefined
    : absentPart(
        typed.map(({ field }) => field.type),
        wanted.type,
      );
  if (absent === undefined) return wanted;
  const { path, field } = typed[0]!;
  return refused(path, `${shortText(field.type)}, and ${quote(wanted.name + absent)} in no file`);
}

function typesText(name: string, at: string, types: readonly DataType[], between: string): string {
  return `${types.map(shortText).join(between)}${at === "" ? "" : ` at ${quote(name + at)}`}`;
}

function shortText(type: DataType): string {
  const text = typeText(type);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
