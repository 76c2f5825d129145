import type { Int64As } from "./leaf-type.ts";

export interface ParquetOptions {
  /**
   * Reading: what INT64 columns become. Default `"number"`: each value is checked to be below 2^53, and a column whose
   * statistics say that it holds larger ones becomes bigint by itself.
   */
  readonly int64?: Int64As;
}
