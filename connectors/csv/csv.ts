import {
  type FileLocation,
  type JoinableFiles,
  locationText,
  type SourceAndSink,
  sourceAndSink,
} from "../files/mod.ts";
import { csvJoining } from "./joining.ts";
import { type CsvOptions, checkCsvOptions } from "./options.ts";
import { csvSink } from "./sink.ts";
import { csvSource } from "./source.ts";

/**
 * CSV files: `from(csv("flights/*.csv"))` reads them, `sinkTo(csv("out/flights.csv"))` writes.
 *
 * **Types.** Without a schema they are inferred from about the first megabyte: boolean, int64, bigint, float64, date,
 * timestamp (ISO 8601, UTC where no zone is said) or string, whichever is the narrowest that loses nothing: `007` stays
 * text, an integer past 2^53 becomes a bigint (beside fractions in the sample text), one past 64 bits text; decimals are the nearest double. A later value that does not fit does not fail: in a
 * column of numbers it is the number that it is (decimal, or bigint), in one of dates the time, and what is none of these
 * is the text as it was written, beside the values that do fit. So what a value becomes depends on the sample and on its
 * own text, never on batches, splits or parallelism: `3` is the same key everywhere. With a `schema` nothing widens: a row
 * with a value that does not fit is a bad record.
 *
 * **Absent values** are fields without any text; `""` is the empty string where the column is one of strings.
 *
 * **Bad records** are rows with more or fewer fields than the header, with quotes that are not sound, with bytes that are
 * not of the encoding, or longer than `maxRecordBytes`. Of columns that nobody asks for only what comes before the last
 * one wanted is checked. Lines that are empty are passed over (in a file of one column they are absent values).
 *
 * **Several files** are read as one table: columns meet by name; a file that lacks one has absent values there.
 *
 * **Packed files** (gzip, Zstandard, LZ4, Snappy; told from their bytes, found in folders as `.csv.gz` and `.csv.zst`) are unpacked while
 * they are read, each by one subtask. One that ends early is an error.
 *
 * **Watched** (`{ watch: "1s" }`) the dataset has no end: files that come to the location later are read, too, each once, also
 * by a run that goes on from a checkpoint. connectors/files/README.md says what becomes of files that change or vanish.
 *
 * **Writing** is exactly-once: files get their names when whole. A location that ends in `.csv` or `.tsv` is one file
 * where one subtask writes (one that is there is replaced, also by a result without rows); it is there at the end of the
 * input. With more subtasks it is a folder of that name with part files, which replace those of earlier runs. Any other
 * location is a folder to which each run adds part files, some at each checkpoint. Times are written in ISO 8601,
 * bytes in base64, lists and structs as JSON.
 *
 * **Folders** such as `origin=JFK/` below the location are columns (`folders`), of which only what filters want is read;
 * `partitionBy` writes such. With `roll` files go on over checkpoints; `marker` says that a run has ended.
 *
 * @param location A path, a pattern or a folder, whose `.csv` and `.tsv` files are then read; or several of these.
 * @example
 * ```ts
 * import { csv } from "millrace/connectors/csv";
 *
 * interface Flight { origin: string; delay: number }
 *
 * const flights = csv<Flight>("flights/*.csv", { delimiter: ";", nullText: "NA" });
 * console.log(flights.name); // csv(flights/*.csv)
 * ```
 */
export function csv<Row>(location: FileLocation, options: CsvOptions<Row> = {}): SourceAndSink<Row> & JoinableFiles {
  checkCsvOptions(options, `csv(${locationText(location)})`);
  return {
    ...sourceAndSink(csvSource<Row>(location, options), csvSink<Row>(location, options)),
    joining: csvJoining(location, options),
  };
}
