import type { Boundedness, KnownOptions, Source } from "../../core/io/mod.ts";
import { takeStandardInput } from "../../core/platform/mod.ts";
import {
  type ByteStream,
  checkLineOptions,
  knownReadLines,
  type LineReadOptions,
  lineReader,
  lineSchema,
} from "../files/mod.ts";

export interface StdinOptions<Row> extends LineReadOptions<Row> {
  /** Whether it ends. Default `"bounded"`; `"unbounded"` for what goes on until somebody ends it (`tail -f`). */
  readonly boundedness?: Boundedness;
}

const known: KnownOptions<StdinOptions<never>> = { ...knownReadLines, boundedness: ["bounded", "unbounded"] };

/**
 * The lines of standard input as rows: JSON, CSV or text, each given as soon as it is there. `millrace run job.ts < trips.jsonl`, or
 * `tail -f app.log | millrace run job.ts`.
 *
 * It comes once: a run with checkpoints is refused, as nobody could read it again behind one, and so is a second reader, as a run that
 * begins again after a failure (`--restart`) is. The next bytes are
 * asked for when what was read has been taken, so that a slow run holds back who writes. Of CSV the first line has the names of the
 * columns; its fields are texts, an empty one null, unless a `schema` types them.
 *
 * **Bad records** are lines that are not of the format, not UTF-8, longer than `maxRecordBytes`, or with a value that does not fit the `schema`.
 *
 * @example
 * ```ts
 * import { stdin } from "millrace/connectors/stdio";
 *
 * const trips = stdin<{ km: number }>({ format: "csv" });
 * console.log(trips.name); // stdin(csv)
 * ```
 */
export function stdin<Row = unknown>(options: StdinOptions<Row> = {}): Source<Row> {
  const lines = options as StdinOptions<never>;
  checkLineOptions(lines, known, "stdin(…)", { onError: "from(stdin(…), { onError: … })" });
  const name = `stdin(${options.format ?? "json"})`;
  return {
    name,
    boundedness: options.boundedness ?? "bounded",
    unrepeatable:
      "as what came by standard input does not come again; write it to a file and read that, or run without checkpoints",
    thread: "main",
    describe: async () => ({ schema: lineSchema(lines) }),
    splits: async () => [{ id: name }],
    open: async (_split, _position, context) =>
      lineReader(standardInput(name), { name, place: "standard input", options: lines, context }),
  };
}

function standardInput(name: string): ByteStream {
  const input = takeStandardInput();
  if (input === undefined)
    throw new Error(
      `Cannot read ${name} again as standard input comes once: got a second reader of it; read it once and give its rows to several steps; ` +
        "a run that begins again after a failure is one: leave --restart (restart) out, or write it to a file before",
    );
  return { next: () => input.next(), close: async () => input.close() };
}
