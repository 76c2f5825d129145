import type { FileInfo } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import type { WantedColumns } from "../files/mod.ts";
import type { ParquetFile } from "./file.ts";
import { openFile } from "./file.ts";
import type { ParquetOptions } from "./options.ts";
import type { ParquetTable } from "./table.ts";
import { tableOf } from "./table.ts";

/** Footers that are read at the same time. */
const atOnce = 16;

/** Reads the footers of all files. */
export async function openTable(
  name: string,
  found: readonly FileInfo[],
  wanted: WantedColumns,
  options: ParquetOptions,
): Promise<ParquetTable> {
  const opened: ParquetFile[] = [];
  for (let first = 0; first < found.length; first += atOnce) {
    opened.push(...(await Promise.all(found.slice(first, first + atOnce).map(open))));
  }
  return tableOf(name, opened, wanted, options);
}

async function open(info: FileInfo): Promise<ParquetFile> {
  return openFile(await fileSystemOf(info.path), info);
}
