import { shown } from "../../core/io/mod.ts";
import {
  checkFileOptions,
  checkSchema,
  type FileLocation,
  type JoinableFiles,
  locationText,
  type SourceAndSink,
  sourceAndSink,
} from "../files/mod.ts";
import { parquetJoining } from "./joining.ts";
import { defaultRowGroupRows, knownOptions, type ParquetOptions } from "./options.ts";
import { parquetSink } from "./sink.ts";
import { parquetSource } from "./source.ts";

/**
 * Parquet files: `from(parquet("flights/*.parquet"))` reads them, `sinkTo(parquet("out/flights.parquet"))` writes.
 *
 * Reading is bounded and by row group, of the columns that are used only; row groups and pages of which statistics, or Bloom
 * filters, show that no row passes the filters above are left out. Strings stay bytes or dictionary codes until something looks at them.
 *
 * Watched (`{ watch: "1s" }`) the dataset has no end: files that come to the location later are read, too, each once, also
 * by a run that goes on from a checkpoint. connectors/files/README.md says what becomes of files that change or vanish.
 *
 * Writing is exactly-once: files get their names when whole. A location that ends in `.parquet` is one file where one
 * subtask writes (one that is there is replaced, also by a result without rows); it is there at the end of the input. With
 * more subtasks it is a folder of that name with part files of each, which replace those of earlier runs. Any other
 * location is a folder to which each run adds part files: of each subtask at each checkpoint, and whenever 256 MB are full.
 * A file has the columns of all its rows, with nulls where a row lacks one. It says what bounds its pages have; `bloomFilters`
 * are written of the columns that are named.
 *
 * Folders such as `origin=JFK/` below the location are columns (`folders`), of which only what filters want is read;
 * `partitionBy` writes such. With `roll` files go on over checkpoints; `marker` says that a run has ended.
 *
 * @param location A path, a pattern or a folder, whose `.parquet` files are then read; or several of these. Files of
 * differing columns are read as one table: a file that lacks a column has nulls there.
 * @example
 * ```ts
 * import { parquet } from "millrace/connectors/parquet";
 *
 * interface Flight { origin: string; delay: number }
 *
 * const flights = parquet<Flight>("flights/*.parquet");
 * const out = parquet("out/late.parquet", { compression: "snappy" });
 * ```
 */
export function parquet<Row>(
  location: FileLocation,
  options: ParquetOptions<Row> = {},
): SourceAndSink<Row> & JoinableFiles {
  const where = `parquet(${locationText(location)})`;
  checkFileOptions<ParquetOptions>(options, knownOptions, where);
  checkSchema(options.schema, where);
  const { bloomFilters, rowGroupRows } = options;
  if (rowGroupRows !== undefined && !(Number.isSafeInteger(rowGroupRows) && rowGroupRows > 0)) {
    throw new RangeError(
      `Cannot write ${where} as rowGroupRows must be a whole number from 1: got ${shown(rowGroupRows)}; leave it out for ${defaultRowGroupRows}`,
    );
  }
  if (
    bloomFilters !== undefined &&
    !(Array.isArray(bloomFilters) && bloomFilters.every((name) => typeof name === "string"))
  ) {
    throw new TypeError(
      `Cannot write ${where} as bloomFilters must be names of columns: got ${shown(bloomFilters)}; write for instance bloomFilters: ["id"]`,
    );
  }
  return {
    ...sourceAndSink(parquetSource<Row>(location, options), parquetSink<Row>(location, options)),
    joining: parquetJoining(location, options),
  };
}
