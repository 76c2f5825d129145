import {
  type FileLocation,
  type JoinableFiles,
  locationText,
  type SourceAndSink,
  sourceAndSink,
} from "../files/mod.ts";
import { jsonJoining } from "./joining.ts";
import { checkJsonOptions, type JsonLinesOptions } from "./options.ts";
import { jsonSink } from "./sink.ts";
import { jsonSource } from "./source.ts";

/**
 * Files of one JSON object a line: `from(jsonLines("events/*.jsonl"))` reads them, `sinkTo(jsonLines("out/"))` writes.
 *
 * **Columns.** Each key is one. A key that comes up later adds a column (absent before); a line that lacks a key has an
 * absent value, as one with null has. Lines whose keys come in the usual order are read at byte speed, others by
 * `JSON.parse`.
 *
 * **Types** are inferred from about the first megabyte: boolean, int64, bigint (integers past 2^53, exactly), float64,
 * string, or any (objects, arrays, and values of several kinds, as they are). A later value that does not fit is what JSON
 * says it is, beside the values that do fit (an integer past 2^53 a bigint beside numbers): what a value becomes never
 * depends on batches, splits or parallelism.
 * With a `schema` nothing widens: a line with a value that does not fit is a bad record. Times are then read from ISO
 * 8601 text or from ms since the epoch, bytes from base64.
 *
 * **Bad records** are lines that are no JSON object, whose bytes are not UTF-8, or which are longer than
 * `maxRecordBytes`. What a line holds behind the last key that anybody asks for is not looked at. Empty lines are passed
 * over. Half a surrogate pair that is escaped is read as it is.
 *
 * **Packed files** (gzip, Zstandard, LZ4, Snappy; told from their bytes, found in folders as `.jsonl.gz` and the like) are unpacked while
 * they are read, each by one subtask. One that ends early is an error.
 *
 * **Watched** (`{ watch: "1s" }`) the dataset has no end: files that come to the location later are read, too, each once, also
 * by a run that goes on from a checkpoint. connectors/files/README.md says what becomes of files that change or vanish.
 *
 * **Writing** is exactly-once: files get their names when whole. Rows that are no objects become `{"value": …}`. A location that ends in `.jsonl`, `.ndjson` or `.json`
 * is one file where one subtask writes (one that is there is replaced, also by a result without rows); it is there at the
 * end of the input. With more subtasks it is a folder of that name with part files, which replace those of earlier runs. Any
 * other location is a folder to which each run adds part files, some at each checkpoint.
 * Integers have all their digits, times that are Dates are ISO 8601, bytes are base64; for NaN see `nonFinite`.
 *
 * **Folders** such as `origin=JFK/` below the location are columns (`folders`), of which only what filters want is read;
 * `partitionBy` writes such. With `roll` files go on over checkpoints; `marker` says that a run has ended.
 *
 * @param location A path, a pattern or a folder, whose `.jsonl`, `.ndjson` and `.json` files are then read; or several.
 * @example
 * ```ts
 * import { jsonLines } from "millrace/connectors/json-lines";
 *
 * interface Click { user: number; url: string }
 *
 * const clicks = jsonLines<Click>("clicks/2024-*.jsonl");
 * console.log(clicks.name); // jsonLines(clicks/2024-*.jsonl)
 * ```
 */
export function jsonLines<Row>(
  location: FileLocation,
  options: JsonLinesOptions<Row> = {},
): SourceAndSink<Row> & JoinableFiles {
  checkJsonOptions(options, `jsonLines(${locationText(location)})`);
  return {
    ...sourceAndSink(jsonSource<Row>(location, options), jsonSink<Row>(location, options)),
    joining: jsonJoining(location),
  };
}
