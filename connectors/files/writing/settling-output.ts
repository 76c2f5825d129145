import {
  any,
  type Batch,
  bigint,
  boolean,
  bytes,
  type Column,
  type DataType,
  dateTime,
  type FileWriter,
  fileSystemOf,
  float64,
  rowSchema,
  type Schema,
  sameType,
  string,
  valueAt,
} from "../../../core/io/mod.ts";
import { commonType } from "../common-type.ts";
import { inOrder } from "../in-order.ts";
import type { PartOutput, PartPlace } from "./part-format.ts";

/** Rows as the bytes of a file whose columns are settled. */
export interface SettledEncoder {
  readonly header: Uint8Array;
  /** The types that columns have in the file. */
  readonly schema: Schema;
  /** @throws {Outgrown} where a column of values of any kind was taken for one kind, and has another. */
  encode(batch: Batch): Uint8Array;
  /** What stands behind the last batch. */
  finish(): Uint8Array;
}

/** A column that must hold values of any kind, as those so far were only of one. */
export class Outgrown extends Error {
  readonly column: string;

  constructor(column: string) {
    super(`The column ${JSON.stringify(column)} has values of several kinds`);
    this.column = column;
  }
}

/** A format whose columns are settled before the first row is written. */
export interface SettledFormat {
  encoder(schema: Schema): SettledEncoder;
  /** The columns of a file that was written here. */
  schemaOf(path: string): Promise<Schema>;
  /** Its rows. */
  rowsOf(path: string): AsyncIterable<Batch>;
}

interface Begun {
  readonly file: Promise<FileWriter>;
  readonly encoder: SettledEncoder;
}

/** Begins a file whose columns are those of `declared`; values of any kind get the type of those of the first batch. */
export function settlingOutput(declared: Schema, { path, create }: PartPlace, format: SettledFormat): PartOutput {
  const queue = inOrder();
  let begun: Begun | undefined;
  let sizeBytes = 0;
  let finished: Promise<string> | undefined;

  const append = async ({ file }: Begun, block: Uint8Array): Promise<void> => {
    sizeBytes += block.length;
    await (await file).write(block);
  };
  const begin = async (schema: Schema): Promise<Begun> => {
    // What cannot be written is told before there is a file.
    const encoder = format.encoder(schema);
    begun = { file: create(), encoder };
    await append(begun, encoder.header);
    return begun;
  };
  const end = async (one: Begun): Promise<string> => {
    await append(one, one.encoder.finish());
    return (await one.file).finish();
  };
  /** What was written becomes a file whose column holds any values: types settle with the first rows, so this is rare. */
  const widen = async (before: Begun, column: string): Promise<Begun> => {
    const narrow = await end(before);
    const wider = await begin(withAny(before.encoder.schema, column));
    const copied = (async () => {
      for await (const batch of format.rowsOf(narrow)) await append(wider, wider.encoder.encode(batch));
    })();
    await copied.finally(async () => (await fileSystemOf(path)).delete(narrow));
    return wider;
  };
  const write = async (batch: Batch): Promise<void> => {
    let to = begun ?? (await begin(seenTypes(batch)));
    for (;;) {
      try {
        return await append(to, to.encoder.encode(batch));
      } catch (cause) {
        if (!(cause instanceof Outgrown)) throw cause;
        to = await widen(to, cause.column);
      }
    }
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    misses: (other) => (other === declared ? [] : others(declared, other)),
    write: (batch) => queue.run(() => write(batch)),
    finish: () => {
      finished ??= queue.run(async () => end(begun ?? (await begin(declared))));
      return finished;
    },
    abort: async () => {
      await queue.settled().catch(() => undefined);
      await (await begun?.file.catch(() => undefined))?.abort();
    },
  };
}

/** Files that one writer ended one after another, as one. */
export async function joinSettled(
  temporaries: readonly string[],
  place: PartPlace,
  format: (declared: Schema) => SettledFormat,
): Promise<string> {
  const { schemaOf, rowsOf } = format(rowSchema([]));
  const declared = joinedTypes(await Promise.all(temporaries.map(schemaOf)));
  const joined = settlingOutput(declared, place, format(declared));
  try {
    for (const temporary of temporaries) for await (const batch of rowsOf(temporary)) await joined.write(batch);
    return await joined.finish();
  } catch (error) {
    await joined.abort();
    throw error;
  }
}

function withAny({ fields }: Schema, column: string): Schema {
  return rowSchema(fields.map((field) => (field.name === column ? { ...field, type: any } : field)));
}

/** Columns that the file does not have, or has too narrow. */
function others(schema: Schema, { fields }: Schema): readonly string[] {
  const fits = ({ name, type }: Schema["fields"][number]): boolean => {
    const own = schema.fields[schema.index.get(name) ?? -1]?.type;
    if (own === undefined) return false;
    const common = own.kind === "any" ? own : commonType(own, type);
    return common !== undefined && sameType(common, own);
  };
  return fields.filter((field) => !fits(field)).map(({ name }) => name);
}

/** Of columns whose types differ, one that holds all. */
function joinedTypes(schemas: readonly Schema[]): Schema {
  const fields = new Map<string, Schema["fields"][number]>();
  for (const field of schemas.flatMap((schema) => schema.fields)) {
    const before = fields.get(field.name);
    const type = before === undefined ? field.type : (commonType(before.type, field.type) ?? any);
    fields.set(field.name, { ...field, type });
  }
  return rowSchema([...fields.values()]);
}

/** The types of a batch's columns, where values of any kind are told from those that are there. */
export function seenTypes({ schema, columns, selection, rowCount }: Batch): Schema {
  const rows = (column: Column): Iterable<unknown> =>
    Array.from({ length: selection?.length ?? rowCount }, (_, at) => valueAt(column, selection?.[at] ?? at));
  return rowSchema(
    schema.fields.map((field, at) =>
      field.type.kind === "any" ? { ...field, type: oneKind(rows(columns[at]!)) } : field,
    ),
  );
}

/** Whole numbers are doubles, too: the next may be none. */
function oneKind(values: Iterable<unknown>): DataType {
  let found: DataType | undefined;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    const type = kindOf(value);
    if (type === any || (found !== undefined && type !== found)) return any;
    found = type;
  }
  return found ?? any;
}

function kindOf(value: unknown): DataType {
  if (value instanceof Date) return dateTime;
  if (value instanceof Uint8Array) return bytes;
  return { number: float64, string, boolean, bigint }[typeof value as string] ?? any;
}
