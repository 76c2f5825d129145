import type { Source } from "../../core/io/mod.ts";
import type { ParquetOptions } from "./options.ts";
import { parquetSource } from "./source.ts";

export function parquet<Row>(location: string, options: ParquetOptions = {}): Source<Row> {
  return parquetSource<Row>(location, options);
}
