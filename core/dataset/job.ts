import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import type { SinkNode } from "../plan/node.ts";
import type { UpgradeOptions } from "../runtime/checkpoint/options.ts";
import type { RunOptions, RunResult } from "../runtime/options.ts";
import { forThreads, withoutRuns } from "../runtime/run.ts";
import { from, fromColumns, range } from "./from.ts";
import { Output } from "./output.ts";
import { type JobParameters, type ReadParameter, readParameters } from "./parameters.ts";
import type { Running } from "./running.ts";

/** What a job is built with. */
export interface JobTools {
  readonly from: typeof from;
  readonly range: typeof range;
  readonly fromColumns: typeof fromColumns;
  /**
   * What the run was given by that name (`--param day=2026-01-31`, or `parameters` of its options); where it was not, the second
   * argument, and without one an error. What is given and not read is an error, too.
   */
  readonly parameter: ReadParameter;
}

export interface JobOptions {
  /** What of the state of earlier versions of the job has another name or form now: `upgrade` of `checkpoint` besides. */
  readonly upgrade?: UpgradeOptions;
}

const knownOptions: KnownOptions<JobOptions> = { upgrade: true };

/** A named plan that a module exports by default: what `millrace run` loads and every worker builds alike. */
export interface Job {
  readonly name: string;
  /** The plan, made anew at each call. */
  output(parameters?: JobParameters): Output;
  run(options?: RunOptions): Promise<RunResult>;
  /** As `run`, and hands out the run while it goes on. */
  start(options?: RunOptions): Running;
}

/**
 * A job as a module: `export default job("name", ({ from }) => from(…)….sinkTo(…))`. Several outputs run as one.
 *
 * @param build Called at each run, and by every worker: it must make the same plan each time.
 * @param options What a run that goes on from an earlier version of the job has to know.
 * @example
 * ```ts
 * import { job } from "millrace";
 * const large: number[] = [];
 * const keep = job("keep large", ({ from }) => from([1, 20]).filter((n) => n > 10).map((n) => void large.push(n)).discard());
 * await keep.run();
 * console.log(large); // [20]
 * ```
 * @example
 * ```ts
 * import { each, job } from "millrace";
 * const from5 = job("from a number on", ({ from, parameter }) => {
 *   const least = Number(parameter("least", "0"));
 *   return from([1, 7]).filter((n) => n >= least).sinkTo(each((n) => console.log(n)));
 * });
 * await from5.run({ parameters: { least: "5" } }); // 7
 * ```
 */
export function job(
  name: string,
  build: (tools: JobTools) => Output | readonly Output[],
  options: JobOptions = {},
): Job {
  requireOptions(options, knownOptions, `job ${shown(name)}`);
  if (typeof name !== "string" || name === "" || typeof build !== "function") throw new TypeError(noJob(name, build));
  const output = (parameters?: JobParameters): Output => {
    const { parameter, refuseUnread } = readParameters(name, parameters);
    const built = withoutRuns(name, () => build({ from, range, fromColumns, parameter }));
    if (built instanceof Promise) throw laterBuilt(name, built);
    refuseUnread();
    const outputs: readonly unknown[] = Array.isArray(built) ? built : [built];
    const [first, ...others] = outputs;
    if (first instanceof Output && others.every((other) => other instanceof Output)) {
      const { sinks } = first.and(...others);
      let made: readonly SinkNode[] | undefined = sinks;
      const buildAgain = (): readonly SinkNode[] => {
        const next = made ?? output(parameters).sinks;
        made = undefined;
        return next;
      };
      return new Output(sinks, { job: name, build: buildAgain, parameters, upgrade: options.upgrade });
    }
    throw new TypeError(
      `Cannot run job ${JSON.stringify(name)} as its build function must return what sinkTo gives: got ${shown(built)}; ` +
        "end each dataset with .sinkTo(…) or .discard() and return it",
    );
  };
  const made: Job = {
    name,
    output,
    run: (options = {}) => output(options?.parameters).run(options),
    start: (options = {}) => output(options?.parameters).start(options),
  };
  return forThreads(made, ({ parameters }) => output(parameters).sinks);
}

/** `print()` and its like were refused a run, which is told as what was returned; nobody is to hear of it twice. */
function laterBuilt(name: string, built: Promise<unknown>): TypeError {
  built.catch(() => undefined);
  return new TypeError(
    `Cannot run job ${JSON.stringify(name)} as its build function must return what sinkTo gives: got a promise, as collect(), print() ` +
      "and async functions give; end each dataset with .sinkTo(…) or .discard() and return it, and await before job(…) what must be there",
  );
}

function noJob(name: unknown, build: unknown): string {
  return (
    `Cannot make a job as it takes a name and a function that builds it: got ${shown(name)} and ${shown(build)}; ` +
    'use for instance job("daily", ({ from }) => from(…).sinkTo(…))'
  );
}

/** Whether a module's default export is a job, whichever copy of Millrace made it. */
export function isJob(value: unknown): value is Job {
  return typeof value === "object" && value !== null && "output" in value && "run" in value && "name" in value;
}
