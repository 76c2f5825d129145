import type { Clock } from "../../platform/mod.ts";
import type { Execution } from "../execution.ts";
import type { FeedBoard } from "../feed-board.ts";
import type { RunMetrics } from "../metrics.ts";
import type { OpenSubtask } from "../open-subtask.ts";
import type { Stage } from "../stage.ts";
import { holdingIn } from "./holding.ts";
import { leftIn, splitReadings } from "./split-readings.ts";
import { StepLoad } from "./step-load.ts";

/** What watching needs of a run. */
export interface WatchHost {
  readonly clock: Clock;
  readonly metrics: RunMetrics;
  readonly feeds: FeedBoard;
}

/** Lets the metrics show what a subtask of a step does from now on. */
export function watchedLoad(step: string, { clock, metrics }: Pick<WatchHost, "clock" | "metrics">): StepLoad {
  const load = new StepLoad(clock);
  metrics.watch(step, "numBatchesIn", () => load.batches);
  metrics.watch(step, "busyTimeMs", () => load.busyMs);
  return load;
}

/** What is the same for all subtasks of a step in this thread. */
export function watchStage(stage: Stage, host: WatchHost): void {
  const { node } = stage;
  const { metrics, feeds } = host;
  const { name } = node;
  metrics.gauge(name, "numThreads", () => 1);
  metrics.watch(name, "backPressuredTimeMs", () => feeds.held.heldMsOf(name));
  // Who is waited for is not idle.
  metrics.watch(name, "busyTimeMs", () => feeds.held.slowMsOf(name));
  if (node.kind === "source") watchSource(stage, host);
}

function watchSource(stage: Stage, { metrics, feeds }: WatchHost): void {
  const { name } = stage.node;
  const own = (): FeedBoard["feeds"] => feeds.feeds.filter(({ source }) => source === stage.id);
  const count = (status: string): number => own().filter((feed) => feed.status === status).length;
  metrics.gauge(name, "pendingRecords", () => leftIn(own(), "records"));
  metrics.gauge(name, "pendingBytes", () => leftIn(own(), "bytes"));
  metrics.gauge(name, "numSplitsProcessed", () => count("ended"));
  metrics.gauge(name, "numSplitsWaiting", () => count("unread"));
  // One that ends reads what it is asked for; another one may have nothing to give.
  if (stage.node.kind === "source" && stage.node.source.boundedness === "bounded") {
    metrics.watch(name, "busyTimeMs", () => own().reduce((sum, feed) => sum + feed.readingMs(), 0));
  }
}

/** What is to be seen of a run besides its steps. */
export function watchRun(execution: Pick<Execution, "stages" | "wiring" | "host">): void {
  const { stages, host } = execution;
  const names = new Map(stages.map(({ id, node }) => [id, node.name]));
  host.feeds.held.asks(() => holdingIn(execution));
  host.metrics.watchSplits(() => splitReadings(host.feeds, (source) => names.get(source) ?? source));
}

export function watchState(step: string, open: Pick<OpenSubtask, "footprint">, metrics: RunMetrics): void {
  const of = (what: "entries" | "bytes" | "timers" | "calls") => (): number => open.footprint()?.[what] ?? Number.NaN;
  metrics.gauge(step, "stateEntries", of("entries"));
  metrics.gauge(step, "stateBytes", of("bytes"));
  metrics.gauge(step, "numTimersWaiting", of("timers"));
  metrics.gauge(step, "numAsyncCallsInFlight", of("calls"));
}
