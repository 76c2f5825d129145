import type { FileInfo } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import type { ParquetFile } from "./file.ts";
import { openFile } from "./file.ts";
import type { ParquetOptions } from "./options.ts";
import type { ParquetTable } from "./table.ts";
import { tableOf } from "./table.ts";

/** Footers that are read at the same time. */
const atOnce = 16;

/** Reads the footers of all files. */
export async function openTable(found: readonly FileInfo[], options: ParquetOptions): Promise<ParquetTable> {
  const opened: ParquetFile[] = [];
  for (let first = 0; first < found.length; first += atOnce) {
    opened.push(...(await Promise.all(found.slice(first, first + atOnce).map(open))));
  }
  return tableOf(opened, options);
}

async function open(info: FileInfo): Promise<ParquetFile> {
  return openFile(await fileSystemOf(info.path), info);
}
