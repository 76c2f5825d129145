import type { Sink } from "../../core/io/mod.ts";
import { fileCreator } from "./file-creator.ts";
import { folderWriter } from "./folder-writer.ts";
import type { FileLocation } from "./location.ts";
import type { PartFormat } from "./part-format.ts";
import { abortParts, commitParts, type PartTransaction } from "./part-transaction.ts";
import { singleFileWriter } from "./single-file-writer.ts";
import { writePlace, writeTarget } from "./write-target.ts";

/** A sink of files that get their names when whole: exactly once. */
export function partFileSink<Row>(location: FileLocation, format: PartFormat): Sink<Row> {
  const { name, extensions, takes } = format;
  const place = writePlace(location, extensions);
  const aborted = new Set<string>();
  return {
    name,
    guarantee: "exactly-once",
    ...(takes === undefined ? {} : { takes }),
    ...(place === undefined ? {} : { place }),
    open: async (context) => {
      const target = await writeTarget(location, extensions, context);
      if (target.kind === "file") return singleFileWriter(target.path, context, format, aborted);
      for (const { kept } of (context.restored ?? []) as readonly PartTransaction[]) {
        if (kept.length > 0) throw rescaled(name, context.parallelism);
      }
      const paths = { first: target.nextPath(), next: target.nextPath };
      return folderWriter(paths, await fileCreator(paths.first), context, format);
    },
    commit: (transactions) => commitParts(location, extensions, transactions as readonly PartTransaction[]),
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
