// Tables and queries of DuckDB: import { duckdb } from "millrace/connectors/duckdb".
export * from "./duckdb.ts";
export type { DuckDbDatabase, DuckDbOptions } from "./options.ts";
