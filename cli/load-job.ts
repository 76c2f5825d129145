import { isJob, type Job } from "../core/mod.ts";
import { importModule } from "../core/platform/mod.ts";
import { UsageError } from "./usage-error.ts";

/** The job that a module exports by default. */
export async function loadJob(words: readonly string[]): Promise<Job> {
  const [path, ...more] = words;
  if (path === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot tell the job as one module must be named: got ${words.length === 0 ? "none" : words.join(" ")}; write for instance millrace run job.ts`,
    );
  }
  const { default: exported } = await imported(path);
  if (isJob(exported)) return exported;
  throw new UsageError(
    `Cannot run ${path} as its default export must be a job: got ${typeof exported}; ` +
      'write export default job("name", ({ from }) => from(…)….sinkTo(…))',
  );
}

async function imported(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return await importModule(path);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    // Behind it stands who imported: the job itself, where what it imports is not there.
    const [missing = ""] = String(message).split(/(?: imported)? from /);
    if (code === "ERR_MODULE_NOT_FOUND" && missing.includes(path)) {
      throw new UsageError(`Cannot load ${path} as there is no such file; give the path of a module, like ./job.ts`);
    }
    throw new Error(`Cannot load ${path} as it failed while loading: ${String(message)}`, { cause: error });
  }
}
