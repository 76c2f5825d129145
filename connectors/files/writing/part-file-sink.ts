import { fileSystemOf, type Sink } from "../../../core/io/mod.ts";
import type { FileLocation } from "../location.ts";
import { fileCreator } from "./file-creator.ts";
import { folderWriter } from "./folder-writer.ts";
import { gatheringCreator } from "./gathered-files.ts";
import type { PartFormat } from "./part-format.ts";
import { abortParts, commitParts, type PartTransaction, unmark } from "./part-transaction.ts";
import { singleFileWriter } from "./single-file-writer.ts";
import { type WriteOptions, writeSettings } from "./write-options.ts";
import { folderPlace, writePlace, writeTarget } from "./write-target.ts";

/** A sink of files that get their names when whole: exactly once. */
export function partFileSink<Row>(location: FileLocation, format: PartFormat, options: WriteOptions = {}): Sink<Row> {
  const { name, extensions, takes } = format;
  const settings = writeSettings(options, name);
  const { marker } = settings;
  const place = writePlace(location, extensions);
  const aborted = new Set<string>();
  return {
    name,
    guarantee: "exactly-once",
    ...(takes === undefined ? {} : { takes }),
    ...(place === undefined ? {} : { place }),
    reach: async () => {
      const { path } = folderPlace(location, extensions);
      await (await fileSystemOf(path)).stat(path);
    },
    open: async (context) => {
      const target = await writeTarget(location, extensions, context);
      refuseFile(location, extensions, options, name);
      if (target.kind === "file") return singleFileWriter(target.path, context, format, aborted);
      // Before the first row, where the plan knows what columns it has: values may be objects yet, with columns of their own.
      const { schema } = context;
      if (schema?.shape === "row") for (const partition of settings.partitions) partition.requireApart(schema);
      for (const { kept } of (context.restored ?? []) as readonly PartTransaction[]) {
        if (kept.length > 0) throw rescaled(name, context.parallelism);
      }
      const first = target.nextPath("");
      let isTaken = false;
      const pathIn = (folder: string): string => {
        if (folder !== "" || isTaken) return target.nextPath(folder);
        isTaken = true;
        return first;
      };
      // What checkpoints leave, or rests meanwhile, is read again when it is joined.
      const readable = settings.roll !== undefined || settings.partitions.length > 0;
      const creator = gatheringCreator(await fileCreator(first, context, { readable }));
      try {
        if (marker !== undefined && context.restored === undefined) await unmark(location, extensions, marker);
        return await folderWriter(context, { settings, format, aborted, creator, pathIn });
      } catch (error) {
        // Nobody else knows of the file that was made.
        await creator.close();
        throw error;
      }
    },
    commit: (transactions) => commitParts(location, extensions, transactions as readonly PartTransaction[], marker),
    abort: async (transactions) => {
      const given = transactions as readonly PartTransaction[];
      for (const { fresh } of given) for (const temporary of fresh) aborted.add(temporary);
      await abortParts(given);
    },
  };
}

function rescaled(name: string, parallelism: number): RangeError {
  return new RangeError(
    `Cannot go on with ${name} as what one subtask began as one file must be ended by one: got ${parallelism} subtasks; ` +
      "restore at the parallelism of before, or run the job anew",
  );
}

/** What only folders have would do nothing. */
function refuseFile(location: FileLocation, extensions: readonly string[], options: WriteOptions, name: string): void {
  const [option] = Object.entries({ roll: options.roll, partitionBy: options.partitionBy, marker: options.marker })
    .filter(([, given]) => given !== undefined)
    .map(([each]) => each);
  const { path, replaces } = folderPlace(location, extensions);
  if (option === undefined || !replaces) return;
  throw new TypeError(
    `Cannot write ${name} with ${option} as that is of folders: got the name of a file; ` +
      `give a folder, ${JSON.stringify(`${path.replace(/\.[^./]+$/, "")}/`)}, or leave it out`,
  );
}
