import type { Sink } from "../../io/sink.ts";
import type { Dataset } from "../dataset.ts";

// Ways out of a table that are connectors, loaded when they are taken. The only place of this folder that knows them, and only by
// their addresses, as core/io/remote-file-systems.ts does: whoever has a table in hand needs no import.

export type FileWriter = (path: string) => Sink<unknown>;

export async function csvWriter(): Promise<FileWriter> {
  return (await import("../../../connectors/csv/mod.ts")).csv as never;
}

export async function parquetWriter(): Promise<FileWriter> {
  return (await import("../../../connectors/parquet/mod.ts")).parquet as never;
}

export interface LineWriter {
  lines(batch: unknown): Uint8Array;
  end(schema: unknown): Uint8Array;
}

/** Rows as the text of CSV. */
export async function csvLines(): Promise<LineWriter> {
  const { lineWriter } = await import("../../../connectors/files/mod.ts");
  return lineWriter({ format: "csv" }, "text") as never;
}

export interface Frames {
  readonly toArrow: (dataset: Dataset<unknown>, make: unknown) => Promise<unknown>;
  readonly toArquero: (dataset: Dataset<unknown>, library: unknown) => Promise<unknown>;
  readonly toDanfo: (dataset: Dataset<unknown>, library: unknown) => Promise<unknown>;
  readonly toPolars: (dataset: Dataset<unknown>, library: unknown) => Promise<unknown>;
}

export async function frames(): Promise<Frames> {
  return (await import("../../../connectors/arrow/mod.ts")) as never;
}
