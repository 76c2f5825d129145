import type { FileWriter, Schema, Sink, SinkContext, SinkWriter } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import { locationText } from "../files/mod.ts";
import { codecOf, defaultCompression } from "./encode/compress.ts";
import type { FileEncoder } from "./encode/file.ts";
import { fileEncoder } from "./encode/file.ts";
import type { ParquetOptions } from "./options.ts";
import { defaultRowGroupRows } from "./options.ts";
import type { Target } from "./target.ts";
import { removeEarlierParts, targetOf } from "./target.ts";

/** What `prepare` leaves: a whole file under a temporary name. */
interface Prepared {
  readonly temporary: string;
  readonly path: string;
  readonly runId: string;
}

export function parquetSink<Row>(location: FileLocation, options: ParquetOptions): Sink<Row> {
  return {
    name: `parquet(${locationText(location)})`,
    guarantee: "exactly-once",
    open: async (context) => parquetWriter(await targetOf(location, context), context, options),
    commit: async (transactions) => {
      const prepared = transactions as readonly Prepared[];
      for (const { temporary, path } of prepared) await (await fileSystemOf(path)).publish(temporary, path);
      for (const runId of new Set(prepared.map((file) => file.runId))) await removeEarlierParts(location, runId);
    },
  };
}

function parquetWriter(target: Target, { runId }: SinkContext, options: ParquetOptions): SinkWriter {
  let open: { readonly path: string; readonly file: FileWriter; readonly encoder: FileEncoder } | undefined;
  let written = 0;

  const start = async (schema: Schema) => {
    const path = target.pathOf(written);
    const file = await (await fileSystemOf(path)).write(path);
    const encoder = fileEncoder(schema, {
      path,
      codec: codecOf(options.compression ?? defaultCompression),
      rowGroupRows: options.rowGroupRows ?? defaultRowGroupRows,
    });
    return { path, file, encoder };
  };
  return {
    write: async (batch) => {
      open ??= await start(batch.schema);
      for (const block of open.encoder.append(batch)) await open.file.write(block);
    },
    prepare: async (): Promise<Prepared | undefined> => {
      if (open === undefined) return undefined;
      const { path, file, encoder } = open;
      for (const block of encoder.finish()) await file.write(block);
      const temporary = await file.finish();
      open = undefined;
      written++;
      return { temporary, path, runId };
    },
    close: async () => {
      await open?.file.abort();
      open = undefined;
    },
  };
}
