import type { FileInfo } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import { expandLocation } from "../files/mod.ts";
import type { ParquetFile } from "./file.ts";
import { openFile } from "./file.ts";
import { extensions, type ParquetOptions } from "./options.ts";
import type { ParquetTable } from "./table.ts";
import { tableOf } from "./table.ts";

/** Footers that are read at the same time. */
const atOnce = 16;

/** Reads the footers of all files of a location. */
export async function openTable(location: FileLocation, options: ParquetOptions): Promise<ParquetTable> {
  const found = await expandLocation(location, extensions);
  const opened: ParquetFile[] = [];
  for (let first = 0; first < found.length; first += atOnce) {
    opened.push(...(await Promise.all(found.slice(first, first + atOnce).map(open))));
  }
  return tableOf(opened, options);
}

async function open(info: FileInfo): Promise<ParquetFile> {
  return openFile(await fileSystemOf(info.path), info);
}
