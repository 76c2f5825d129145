import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { planText } from "../display/mod.ts";
import { showsAgain } from "../notebook/live-run.ts";
import { withProgress } from "../notebook/progress-cell.ts";
import { planTrees } from "../plan/explain.ts";
import { codeText } from "../plan/explain-code.ts";
import type { SinkNode } from "../plan/node.ts";
import { type CheckOptions, checkLoaded, openSavepoint, type SavepointCheck } from "../runtime/checkpoint/offline.ts";
import type { RunOptions, RunResult } from "../runtime/options.ts";
import { plannedFor } from "../runtime/planned.ts";
import { type KeyReplayOptions, replayPlan } from "../runtime/replay/replay.ts";
import type { TracedCall } from "../runtime/replay/tracer.ts";
import { begin, type RunnablePlan, run } from "../runtime/run.ts";
import { NewestRows } from "./newest-rows.ts";
import { displays } from "./plan-display.ts";
import { type Running, runningOf } from "./running.ts";

const knownCheck: KnownOptions<CheckOptions> = { parallelism: true, upgrade: true, files: true };

/** One or several sinks of a plan: what runs. */
export class Output {
  readonly sinks: readonly SinkNode[];
  readonly #job: RunnablePlan;

  /** @param job What the sinks are of: a job makes them anew where a run begins again. */
  constructor(sinks: readonly SinkNode[], job?: RunnablePlan) {
    this.sinks = sinks;
    this.#job = job ?? { job: null, build: () => sinks };
  }

  /** This and others as one run: steps they share run once. */
  and(...others: readonly Output[]): Output {
    for (const other of others) if (!(other instanceof Output)) throw new TypeError(noOutput(other));
    return new Output([...this.sinks, ...others.flatMap(({ sinks }) => sinks)]);
  }

  /** Runs until the sources end or `signal` is aborted. Rejects with what failed; then nothing was committed, unless it was the commit of one of several sinks that failed. */
  run(options: RunOptions = {}): Promise<RunResult> {
    return withProgress(this.#withParameters(options), (shown) => run(this.#job, shown));
  }

  /** Starts a run and hands it out: ask it why a step has not fired, read its metrics, stop it. Shown in a notebook, it tells its newest rows. */
  start(options: RunOptions = {}): Running {
    const newest = showsAgain() ? new NewestRows({ head: 0, tail: 10 }) : undefined;
    return runningOf(begin(newest?.of(this.#job) ?? this.#job, this.#withParameters(options)), newest);
  }

  /**
   * What would become of what a savepoint holds if this went on from it: which state is kept, changed, let go of or refused. Runs
   * nothing. `millrace check job.ts --from SAVEPOINT` prints it.
   *
   * @param savepoint The path of a savepoint or checkpoint, or of a folder of them: the newest.
   */
  async check(savepoint: string, options: CheckOptions = {}): Promise<SavepointCheck> {
    requireOptions(options, knownCheck, "check");
    const { parallelism = 1 } = options;
    const { roots } = await plannedFor(this.sinks, { parallelism, checkpoint: { dir: savepoint } });
    const loaded = await openSavepoint(savepoint, options.files);
    return checkLoaded(loaded, roots, parallelism, options.upgrade, this.#job.upgrade);
  }

  /**
   * The plan as a tree, the same as JSON (`"json"`: a list of `TreeView`s of `millrace/display`, one for each sink), or for each
   * lambda the way it went and the loop generated for it (`"code"`). Runs nothing.
   */
  async explain(what: "plan" | "json" | "code" = "plan", options: RunOptions = {}): Promise<string> {
    if (what !== "plan" && what !== "json" && what !== "code") throw new RangeError(noWay(what));
    const planned = await plannedFor(this.sinks, options);
    if (what === "code") return codeText(planned.roots);
    const trees = planTrees(planned.roots, planned.runDetails);
    return what === "json" ? JSON.stringify(trees) : trees.map((tree) => planText(tree)).join("\n");
  }

  /**
   * Runs again from a checkpoint, a row at a time and in one subtask, and tells what each step did to what concerns a key: rows in
   * and out, state and timers of the key before and after. Sinks are not written, nor dead letters; functions of yours are called as ever.
   *
   * A call is told with what it came of and what came of it. A row concerns the key where a step has it by that key; a watermark
   * where what the step keeps of the key changed by it, and then all rows given meanwhile are told.
   */
  replay(options: KeyReplayOptions): Promise<readonly TracedCall[]> {
    return replayPlan(this.sinks, options);
  }

  /** What a plan was built with is what a run of it is said to have: its workers build the same. */
  #withParameters(options: RunOptions): RunOptions {
    if (options?.parameters !== undefined && options.parameters !== this.#job.parameters) throw noReader();
    return this.#job.parameters === undefined ? options : { ...options, parameters: this.#job.parameters };
  }
}

displays(Output, {
  sinks: ({ sinks }) => sinks,
  text: ({ sinks }) =>
    `Output into ${sinks.map(({ name }) => name).join(", ")}: not run; run() runs it, explain() tells its plan`,
});

function noReader(): TypeError {
  return new TypeError(
    "Cannot run a plan with parameters as only the build function of a job reads them: got a plan that is built; " +
      'use job("name", ({ from, parameter }) => …).run({ parameters: { … } })',
  );
}

function noOutput(given: unknown): string {
  return `Cannot run ${shown(given)} as well as it must be what sinkTo gives: use for instance rows.sinkTo(csv("out.csv")).and(others.sinkTo(…))`;
}

function noWay(what: unknown): string {
  return `Cannot explain a plan as ${shown(what)} as it must be "plan", "json" or "code": leave it out for "plan"`;
}
