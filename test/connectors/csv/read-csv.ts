import type { CsvOptions, CsvTestOptions } from "../../../connectors/csv/options.ts";
import { csvSource } from "../../../connectors/csv/source.ts";
import { inFolder, put, type ReadOptions, type ReadResult, readAll } from "../files/text-files.ts";

export type Csv = CsvOptions & CsvTestOptions & ReadOptions;

/** Reads one file of this content. */
export function readCsv(content: string | Uint8Array, csv: Csv = {}): Promise<ReadResult> {
  return inFolder(async (folder) => readAll(csvSource(await put(`${folder}/table.csv`, content), csv), csv));
}
