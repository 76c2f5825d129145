import {
  type Column,
  checkOptions,
  type KnownOptions,
  makeBatch,
  type ReadContext,
  rowSchema,
  type Schema,
  type Source,
  type SplitReader,
  shown,
} from "../../core/io/mod.ts";
import { type Dataset, from } from "../../core/mod.ts";
import { projected, sliceColumn } from "../files/mod.ts";
import { columnType, type Int64As } from "./column-type.ts";
import { type ArrowFile, openBytes } from "./container.ts";
import { decodeColumn } from "./decode.ts";
import type { Entries } from "./dictionaries.ts";
import { quote, reason } from "./errors.ts";
import { memoryCursor, memoryDictionaries } from "./memory-cursor.ts";
import { type ArrowMemoryTable, fieldOf } from "./memory-table.ts";
import { spoiltRows } from "./no-json.ts";
import { tableSource } from "./source.ts";

export interface FromArrowOptions {
  /** What 64-bit integers are. By default numbers, each checked to be below 2^53. */
  readonly int64?: Int64As;
}

const known: KnownOptions<FromArrowOptions> = { int64: ["number", "bigint"] };

/**
 * A dataset of a `Table` of the package `apache-arrow`, or of the bytes of a file or stream of Arrow, which is what other libraries
 * give: `frame.writeIPC()` of nodejs-polars, `table.toArrowIPC()` of Arquero, `tableToIPC(table)` of flechette.
 *
 * Nothing is copied where a column lies as one does here: int32, double, texts, entries of dictionaries, and int64 where they are
 * bigints. Types are those that `arrow(…)` reads from files. The table must not be changed while it is read.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { fromArrow, toArrow } from "millrace/connectors/arrow";
 *
 * const bytes = await toArrow(from([{ city: "Kent", people: 136_000 }]), (stream) => stream);
 * const cities = fromArrow<{ city: string; people: number }>(bytes);
 * console.log(await cities.filter((c) => c.people > 100_000).collect()); // [{ city: "Kent", people: 136000 }]
 * ```
 */
export function fromArrow<Row>(
  table: ArrowMemoryTable | Uint8Array | ArrayBuffer,
  options: FromArrowOptions = {},
): Dataset<Row> {
  checkOptions(options, known, "fromArrow");
  if (table instanceof ArrayBuffer) return fromArrow(new Uint8Array(table), options);
  if (table instanceof Uint8Array) return from(bytesSource<Row>(table, options));
  if (Array.isArray(table?.schema?.fields) && Array.isArray(table.batches))
    return from(memorySource<Row>(table, options));
  throw new TypeError(
    `Cannot read a table of Arrow as it must be one of apache-arrow, or bytes of a file or stream: got ${shown(table)}; ` +
      "use for instance fromArrow(frame.writeIPC()) for one of nodejs-polars, fromArrow(table.toArrowIPC()) for one of Arquero",
  );
}

function bytesSource<Row>(bytes: Uint8Array, options: FromArrowOptions): Source<Row> {
  const name = "arrow(bytes)";
  // Node's Buffers make loops over both kinds of arrays slower.
  const own = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  const open = async (): Promise<readonly ArrowFile[]> => [await openBytes("bytes of Arrow", own)];
  return tableSource(name, open, undefined, options);
}

function memorySource<Row>(table: ArrowMemoryTable, { int64 = "number" }: FromArrowOptions): Source<Row> {
  const name = "arrow(table)";
  const { batches } = table;
  const schema = schemaOf(table, int64, name);
  const entries = new WeakMap<object, Entries>();
  return {
    name,
    boundedness: "bounded",
    describe: async () => ({ schema, rows: batches.reduce((sum, { numRows }) => sum + numRows, 0) }),
    splits: async ({ columns }) => {
      projected(schema, columns, name);
      // A batch without rows has columns without their parts.
      return batches.flatMap(({ numRows: rows }, at) =>
        rows === 0 ? [] : [{ id: `batch ${at}`, sequence: name, rows }],
      );
    },
    open: async ({ id }, position, context) => {
      const at = Number(id.slice("batch ".length));
      const { data, numRows } = batches[at]!;
      const wanted = projected(schema, context.request.columns, name);
      const columns = wanted.fields.map(({ name: column, type }): Column => {
        const place = schema.index.get(column)!;
        const [field, values] = [fieldOf(table.schema.fields[place]!), data.children[place]!];
        try {
          const dictionaries = memoryDictionaries(field, values, int64, entries);
          const { column: found, rows } = decodeColumn(field, type, {
            cursor: memoryCursor(field, values),
            dictionaries,
            int64,
          });
          const [first] = spoiltRows(field, found, rows);
          if (first !== undefined)
            throw new SyntaxError(
              `${JSON.stringify(first.text.slice(0, 80))} in row ${first.row + 1}, which is no JSON`,
            );
          return found;
        } catch (cause) {
          throw unreadable(column, at, cause);
        }
      });
      return slices(wanted, columns, numRows, Number(position ?? 0), context);
    },
  };
}

function slices(
  schema: Schema,
  columns: readonly Column[],
  all: number,
  from: number,
  { batchRows }: Pick<ReadContext, "batchRows">,
): SplitReader {
  let row = from;
  return {
    read: () => {
      const rows = Math.min(batchRows, all - row);
      if (rows <= 0) return undefined;
      const batch = makeBatch(
        schema,
        rows,
        columns.map((column) => sliceColumn(column, row, rows)),
      );
      row += rows;
      return batch;
    },
    position: () => row,
    close: async () => undefined,
  };
}

function schemaOf({ schema: { fields } }: ArrowMemoryTable, int64: Int64As, where: string): Schema {
  const twice = fields.find(({ name }, at) => fields.findIndex((other) => other.name === name) < at);
  if (twice !== undefined)
    throw new TypeError(
      `Cannot read ${where} as each column must have a name of its own: got two of the name ${quote(twice.name)}; rename one of them`,
    );
  return rowSchema(
    fields.map((field) => {
      try {
        return { name: field.name, type: columnType(fieldOf(field), int64) };
      } catch (cause) {
        throw unreadable(field.name, 0, cause);
      }
    }),
  );
}

function unreadable(column: string, batch: number, cause: unknown): RangeError {
  return new RangeError(
    `Cannot read column ${quote(column)} of batch ${batch + 1} of a table of Arrow as its values must be those of its type: ` +
      `got ${reason(cause)}; mend the table, or leave the column out by its select(…)`,
    { cause },
  );
}
