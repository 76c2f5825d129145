import { writeText } from "../../core/platform/mod.ts";
import { parseArguments, wholeNumber } from "../arguments.ts";
import { commandOptions } from "../command-options.ts";
import { writeAnswer } from "../json-answer.ts";
import { jsonValue } from "../json-value.ts";
import { UsageError } from "../usage-error.ts";
import { inspectData } from "./data.ts";
import { type Kind, kindOf, kinds } from "./kind.ts";
import { inspectModel } from "./model.ts";
import { inspectSavepoint } from "./savepoint.ts";

/** What was found: text for a terminal, and the same as data. */
export interface Inspected {
  readonly text: string;
  readonly data: object;
}

/** Rows that are looked at unless said. */
const defaultRows = 100_000;

/** `millrace inspect FILE`: what a file, a folder of files, a checkpoint or a saved model holds. */
export async function inspect(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.inspect);
  const [path, ...more] = words;
  if (path === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot tell what to inspect as one file or folder must be named: got ${words.join(" ") || "none"}; write millrace inspect trips.parquet`,
    );
  }
  const kind = namedKind(options.get("as")) ?? (await kindOf(path));
  const rows = options.get("rows") === "all" ? undefined : (wholeNumber(options, "rows") ?? defaultRows);
  const head = wholeNumber(options, "head") ?? 5;
  const found = await inspected(path, kind, { rows, head });
  if (options.has("json")) writeAnswer(jsonValue(found.data));
  else writeText("stdout", found.text);
  return 0;
}

function inspected(path: string, kind: Kind, how: { rows: number | undefined; head: number }): Promise<Inspected> {
  if (kind === "savepoint") return inspectSavepoint(path);
  return kind === "model" ? inspectModel(path) : inspectData(path, kind, how);
}

function namedKind(as: string | undefined): Kind | undefined {
  const kind = kinds.find((each) => each === as);
  if (as === undefined || kind !== undefined) return kind;
  throw new UsageError(
    `Cannot take ${JSON.stringify(as)} for --as as it must be one of ${kinds.join(", ")}; use one of these`,
  );
}
