import type { Sink, SinkWriter, Source, SplitReader } from "../../core/io/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import type { ParquetOptions } from "./options.ts";
import { parquetSink } from "./sink.ts";
import { parquetSource } from "./source.ts";

/** Parquet files, to read from and to write to. */
export type Parquet<Row> = Source<Row> & Omit<Sink<Row>, "given">;

/**
 * Parquet files: `from(parquet("flights/*.parquet"))` reads them, `sinkTo(parquet("out/flights.parquet"))` writes.
 *
 * Reading is bounded and by row group, of the columns that are used only; row groups whose statistics show that no row
 * passes the filters above are left out. Strings stay bytes or dictionary codes until something looks at them.
 *
 * Writing is exactly-once: files get their names when whole. A location that ends in `.parquet` is one file where one
 * subtask writes (one that is there is replaced); with more subtasks it is a folder of that name with a part file of
 * each, which replace those of earlier runs. Any other location is a folder to which each run adds part files, one for
 * each subtask and checkpoint.
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
export function parquet<Row>(location: FileLocation, options: ParquetOptions = {}): Parquet<Row> {
  const source = parquetSource<Row>(location, options);
  const sink = parquetSink<Row>(location, options);
  type Open = Source<Row>["open"] & Sink<Row>["open"];
  // Both contracts call it `open`: a sink's takes one argument, its context.
  const open = (
    ...given: Parameters<Source<Row>["open"]> | Parameters<Sink<Row>["open"]>
  ): Promise<SplitReader | SinkWriter> => (given.length === 1 ? sink.open(...given) : source.open(...given));
  return { ...source, guarantee: sink.guarantee, commit: sink.commit, open: open as Open } as Parquet<Row>;
}
