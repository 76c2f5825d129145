import {
  type Condition,
  type DataType,
  type Field,
  type FileInfo,
  rowSchema,
  type Schema,
  string,
} from "../../core/io/mod.ts";
import { localPath } from "../../core/platform/mod.ts";
import { glob, isGlob } from "./glob.ts";
import type { FileLocation } from "./location.ts";
import { bigintOfText, booleanOfText, numberOfText, timeOfText, typeOfText, widerType } from "./text/text-type.ts";
import { partitionValues } from "./writing/partition-text.ts";

/** The columns that the folders of files tell: `origin=JFK/day=2024-05-01/`. */
export interface FolderColumns {
  readonly fields: readonly Field[];
  /** The values of a file, in the order of the fields; null where its folders say nothing. */
  valuesOf(path: string): readonly unknown[];
}

/** What is below a location, and so may be told by folders. */
export function basesOf(location: FileLocation): readonly string[] {
  const all = typeof location === "string" || location instanceof URL ? [location] : location;
  return all.map((one) => {
    const path = localPath(String(one));
    return (isGlob(path) ? glob(path).folder : path)
      .replace(/\/*$/, "/")
      .replace(/^\.?\/$/, (root) => (root === "/" ? "/" : ""));
  });
}

/** @param wanted Types that are given, by the schema of a user or of a plan. */
export function folderColumns(
  files: readonly FileInfo[],
  bases: readonly string[],
  wanted: Schema | undefined,
): FolderColumns {
  const texts = new Map<string, ReadonlyMap<string, string | null>>();
  const types = new Map<string, DataType | undefined>();
  for (const { path } of files) {
    const base = bases.find((each) => path.startsWith(each));
    const values = base === undefined ? [] : partitionValues(path, base);
    texts.set(path, new Map(values));
    for (const [name, text] of values) types.set(name, wider(types.get(name), text));
  }
  const fields = Array.from(types, ([name, type]): Field => {
    const given = wanted?.fields[wanted.index.get(name) ?? -1];
    return { name, type: given?.type ?? type ?? string };
  });
  return {
    fields,
    valuesOf: (path) => fields.map(({ name, type }) => valueIn(texts.get(path)?.get(name) ?? null, type, name, path)),
  };
}

function wider(type: DataType | undefined, text: string | null): DataType | undefined {
  if (text === null) return type;
  const own = typeOfText(text);
  return type === undefined ? own : widerType(type, own);
}

function valueIn(text: string | null, type: DataType, name: string, path: string): unknown {
  if (text === null) return null;
  const value = read(text, type);
  if (value !== undefined && !Number.isNaN(value)) return value;
  if (type.kind === "float64" && text === "NaN") return Number.NaN;
  throw new TypeError(
    `Cannot read ${JSON.stringify(path)} as the ${JSON.stringify(name)} of its folders must be ${type.kind}: got ${JSON.stringify(text)}; ` +
      "give the column another type in the schema, or leave the file out",
  );
}

function read(text: string, { kind }: DataType): unknown {
  switch (kind) {
    case "string":
    case "any":
      return text;
    case "boolean":
      return booleanOfText(text);
    case "bigint":
      return bigintOfText(text);
    case "timestamp":
    case "date":
      return timeOfText(text);
    default:
      return numberOfText(text);
  }
}

/**
 * Whether rows with these values may fulfil the conditions. Where values of two kinds would be compared, or there is none,
 * what a lambda makes of it is left to the lambda.
 */
export function mayFulfil(
  fields: readonly Field[],
  values: readonly unknown[],
  conditions: readonly Condition[],
): boolean {
  return conditions.every(({ column, compare, value: wanted }) => {
    const at = fields.findIndex(({ name }) => name === column);
    const value = values[at];
    if (at < 0 || typeof value !== typeof wanted || Number.isNaN(value)) return true;
    return comparisons[compare](value as number, wanted as number);
  });
}

const comparisons: Readonly<Record<Condition["compare"], (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** The columns of files with those of their folders, which count where both have one of a name. */
export function withFolders(schema: Schema, { fields }: FolderColumns): Schema {
  const names = new Set(fields.map(({ name }) => name));
  const own = schema.fields.filter(({ name }) => !names.has(name));
  return rowSchema([...own, ...fields], schema.open ? { open: true } : {});
}
