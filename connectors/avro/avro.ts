import {
  checkFileOptions,
  checkSchema,
  type FileLocation,
  type JoinableFiles,
  locationText,
  type SourceAndSink,
  sourceAndSink,
} from "../files/mod.ts";
import { avroJoining } from "./joining.ts";
import { type AvroOptions, knownOptions } from "./options.ts";
import { avroSink } from "./sink.ts";
import { avroSource } from "./source.ts";

/**
 * Container files of Avro: `from(avro("events/*.avro"))` reads them, `sinkTo(avro("out/"))` writes.
 *
 * Reading is by block, of the columns that are used only; large files are shared by subtasks. Blocks may be packed by deflate, snappy or Zstandard.
 * Logical types are what they stand for: dates and timestamps (ms since the epoch, finer digits as a fraction), decimals, UUIDs;
 * a union of null and one other is a column that may lack values, other unions are values of any kind. Files of differing columns are read as one
 * table: a file that lacks a column has nulls there, `int` beside `long` or `double` widens.
 *
 * Writing is exactly-once, by the rules of `csv`: what is written when, `watch`, folders that tell columns, `roll`, `partitionBy`, `marker`. Every
 * column may lack values; timestamps have microseconds. A column of values of any kind is a union of them. Later rows with other columns
 * or wider types begin a new file of a folder.
 *
 * @param location A path, a pattern or a folder, whose `.avro` files are then read; or several of these.
 * @see https://avro.apache.org/docs/1.12.0/specification/
 * @example
 * ```ts
 * import { avro } from "millrace/connectors/avro";
 *
 * const events = avro("events/*.avro", { int64: "bigint" });
 * console.log(events.name); // avro(events/*.avro)
 * ```
 */
export function avro<Row>(location: FileLocation, options: AvroOptions<Row> = {}): SourceAndSink<Row> & JoinableFiles {
  const where = `avro(${locationText(location)})`;
  checkFileOptions<AvroOptions>(options, knownOptions, where);
  checkSchema(options.schema, where);
  return {
    ...sourceAndSink(avroSource<Row>(location, options), avroSink<Row>(location, options)),
    joining: avroJoining(location),
  };
}
