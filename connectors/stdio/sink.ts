import type { Sink } from "../../core/io/mod.ts";
import { writeStandardOutput } from "../../core/platform/mod.ts";
import { checkLineOptions, knownLines, type LineOptions, type LineWriter, lineWriter } from "../files/mod.ts";

/**
 * Rows as lines of standard output: JSON, CSV with a first line of names, or text. What the run has to say goes to standard error.
 *
 * What was written cannot be taken back: after a failure what came behind the last checkpoint is written again, so at least once. Who
 * reads slowly holds the run back; where nobody reads any more (`… | head`), `millrace run` ends without a word, as shells expect, and a run of
 * your own fails.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { stdout } from "millrace/connectors/stdio";
 *
 * await from([{ city: "Kent", km: 4 }, { city: "Bend", km: 9 }]).sinkTo(stdout({ format: "csv" })).run();
 * // writes: city,km
 * // Kent,4
 * // Bend,9
 * ```
 */
export function stdout<Row = unknown>(options: LineOptions = {}): Sink<Row> {
  checkLineOptions(options, knownLines, "stdout(…)");
  const place = "standard output";
  // All writers of a run are in one thread, and write one stream: the names of columns stand in it once.
  let run: { readonly id: string; readonly writer: LineWriter } | undefined;
  return {
    name: `stdout(${options.format ?? "json"})`,
    guarantee: "at-least-once",
    place: "standard output",
    takes: "views",
    thread: "main",
    open: async ({ runId, schema }) => {
      if (run?.id !== runId) run = { id: runId, writer: lineWriter(options, place) };
      const { writer } = run;
      const put = (bytes: Uint8Array): Promise<void> =>
        writeStandardOutput(bytes).catch((cause: Error) => {
          throw new Error(
            `Cannot write to ${place} as whoever reads it must take it: got ${(cause as { code?: string }).code ?? cause.message}; see whether its reader has ended, or its disk is full`,
            { cause },
          );
        });
      return {
        write: (batch) => put(writer.lines(batch)),
        finish: () => put(writer.end(schema)),
        prepare: async () => undefined,
        close: async () => undefined,
      };
    },
    commit: async () => undefined,
  };
}
