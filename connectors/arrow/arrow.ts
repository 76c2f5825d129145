import {
  checkFileOptions,
  checkSchema,
  type FileLocation,
  locationText,
  type SourceAndSink,
  sourceAndSink,
} from "../files/mod.ts";
import { type ArrowOptions, knownOptions } from "./options.ts";
import { arrowSink } from "./sink.ts";
import { arrowSource } from "./source.ts";

/**
 * Files and streams of Arrow (IPC; also called Feather): `from(arrow("events/*.arrow"))` reads them, `sinkTo(arrow("out/"))` writes.
 *
 * Reading is by batch, of the bytes of the columns that are used only; buffers may be packed by LZ4 or Zstandard. Texts stay
 * bytes, and columns of a dictionary codes, until something looks at them. Files are shared by subtasks by batch; a stream is read by one. Files of
 * differing columns are read as one table: a file that lacks a column has nulls there, `int32` beside `int64` or `double` widens.
 * A damaged batch fails the run, whatever `onError` is; a text of `arrow.json` that is no JSON makes its row a bad record.
 *
 * Writing is exactly-once, by the rules of `csv`: what is written when, `watch`, folders that tell columns, `roll`, `partitionBy`, `marker`. Every
 * column may lack values; timestamps have microseconds, of UTC. A column of values of several kinds is one of JSON (`arrow.json`). Later
 * rows with other columns or wider types begin a new file of a folder.
 *
 * @param location A path, a pattern or a folder, whose `.arrow`, `.arrows`, `.feather` and `.ipc` files are then read; or several of these.
 * @see https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 * @example
 * ```ts
 * import { arrow } from "millrace/connectors/arrow";
 *
 * const events = arrow("events/*.arrow", { int64: "bigint" });
 * console.log(events.name); // arrow(events/*.arrow)
 * ```
 */
export function arrow<Row>(location: FileLocation, options: ArrowOptions<Row> = {}): SourceAndSink<Row> {
  const where = `arrow(${locationText(location)})`;
  checkFileOptions<ArrowOptions>(options, knownOptions, where);
  checkSchema(options.schema, where);
  return sourceAndSink(arrowSource<Row>(location, options), arrowSink<Row>(location, options));
}
