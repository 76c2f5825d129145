import type { Batch, Sink, SinkContext, SinkWriter } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import { locationText, objectRows } from "../files/mod.ts";
import type { ParquetOptions } from "./options.ts";
import type { ParquetOutput } from "./output.ts";
import { parquetOutput } from "./output.ts";
import type { Target } from "./target.ts";
import { refuseSecond, removeEarlierParts, targetOf } from "./target.ts";

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
      for (const file of prepared) await publish(file);
      for (const runId of new Set(prepared.map((file) => file.runId))) await removeEarlierParts(location, runId);
    },
  };
}

async function publish({ temporary, path, runId }: Prepared): Promise<void> {
  const files = await fileSystemOf(path);
  // Where the temporary file is gone this was done before.
  if ((await files.stat(temporary)) !== undefined) await refuseSecond(files, path, runId);
  await files.publish(temporary, path);
}

function parquetWriter(target: Target, { runId }: SinkContext, options: ParquetOptions): SinkWriter {
  let open: ParquetOutput | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = async (batch: Batch): Promise<void> => {
    open ??= await parquetOutput(target.nextPath(), batch.schema, runId, options);
    await open.write(batch);
  };
  return {
    write: (given) => {
      writing = write(objectRows(given));
      return writing;
    },
    prepare: async (): Promise<Prepared | undefined> => {
      if (open === undefined) return undefined;
      const { path } = open;
      const temporary = await open.finish();
      open = undefined;
      return { temporary, path, runId };
    },
    close: async () => {
      // A file that is still being opened when the run fails has to be there before it can be removed.
      await writing.catch(() => undefined);
      await open?.abort();
      open = undefined;
    },
  };
}
