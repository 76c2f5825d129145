import { isJob, type Job } from "../core/mod.ts";
import { endProcess, importModule, onUnhandled, refuseRuns } from "../core/platform/mod.ts";
import { writeError } from "./json-answer.ts";
import { loadFailure } from "./load-failure.ts";
import { UsageError } from "./usage-error.ts";

const form = 'export default job("name", ({ from }) => from(…)….sinkTo(…))';

/** The job that a module exports by default, to be run. */
export async function loadJob(words: readonly string[]): Promise<Job> {
  const path = pathOf(words);
  const exported = await imported(path);
  if (isJob(exported.default)) return exported.default;
  throw noJob(path, exported, `; a script that runs its datasets itself is started without millrace: node ${path}`);
}

/** What was refused is told with the module, and need not be looked at by who asked for it. */
const refusals = new WeakSet<Error>();

/** The job that a module exports by default, to be looked at: while it is loaded and built nothing runs. */
export async function loadPlan(words: readonly string[], command: string, isJson: boolean): Promise<Job> {
  const path = pathOf(words);
  let refused: UsageError | undefined;
  refuseRuns(() => {
    refused = new UsageError(
      `Cannot ${command} ${path} as millrace ${command} runs no data, and the module runs a dataset while it is loaded: ` +
        `got collect(), print(), show() or their like; write ${form}, and run the dataset in a script of its own`,
    );
    refusals.add(refused);
    return refused;
  });
  onUnhandled((error) => {
    if (refusals.has(error as Error)) return;
    writeError(error, 1, isJson);
    void endProcess(1);
  });
  const exported = await imported(path, () => refused);
  if (isJob(exported.default)) return exported.default;
  throw refused ?? noJob(path, exported, "");
}

function pathOf(words: readonly string[]): string {
  const [path, ...more] = words;
  if (path !== undefined && more.length === 0) return path;
  throw new UsageError(
    `Cannot tell the job as one module must be named: got ${words.length === 0 ? "none" : words.join(" ")}; write for instance millrace run job.ts`,
  );
}

async function imported(
  path: string,
  refused: () => Error | undefined = () => undefined,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(path);
  } catch (error) {
    throw error === refused() ? error : await loadFailure(path, error);
  }
}

function noJob(path: string, exported: Readonly<Record<string, unknown>>, more: string): UsageError {
  const named = Object.keys(exported).find((name) => isJob(exported[name]));
  const remedy = named === undefined ? `write ${form}` : `write export default ${named}`;
  return new UsageError(
    `Cannot run ${path} as its default export must be a job: got ${kindOf(exported.default)}; ${remedy}${named === undefined ? more : ""}`,
  );
}

/** What a value is, as a user would call it. */
function kindOf(value: unknown): string {
  if (value === undefined) return "none";
  if (value instanceof Promise) return "a promise, as collect(), print() and run() give";
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if ("sinks" in value) return "what sinkTo gives, without a job around it";
  return "port" in value ? "a dataset, without a job around it" : "an object";
}
