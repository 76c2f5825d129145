import type fc from "fast-check";
import { from, type Job, job, type Running, type RunOptions } from "../../../core/mod.ts";
import { simulateFolders, yieldToEventLoop } from "../../../core/platform/mod.ts";
import type { WorkerSetup } from "../../../core/runtime/threads/thread-run.ts";
import { type SimulatedThread, threadsSimulated } from "../../../core/testing/simulated-threads.ts";
import { builtOn, type Program, programs, textOf } from "../../laws/program.ts";
import { finalRows, plainly } from "../../laws/ways.ts";
import { type CheckpointDisk, simulatedFiles, simulatedFolder } from "./disk.ts";
import { InjectedFault, Life, type LifePart, type Waiting } from "./life.ts";
import { simulatedSink, simulatedSource } from "./outside.ts";
import { World } from "./world.ts";

/** How a simulation went. */
export interface Simulated {
  readonly seed: number;
  /** Undefined where what was committed is what should be. */
  readonly failure: string | undefined;
  /** All that happened, in order. */
  readonly log: readonly string[];
  readonly crashes: number;
  readonly faults: number;
  /** How often it was stopped with a savepoint, and went on from that. */
  readonly stops: number;
  /** How many threads died by themselves. */
  readonly deaths: number;
  /** Whether it was drained in the middle: then what had been read by then counts. */
  readonly isDrained: boolean;
}

/** How long nothing may happen, in turns of the event loop. */
const mostIdleTurns = 3000;
const mostTurns = 60_000;

/**
 * A random program over random records, run by the whole runtime: which of all that is under way outside goes on next,
 * when time passes and the clock is set, what fails, when disks are full, when a thread or the machine dies and when somebody stops it
 * with a savepoint, or drains it, all comes from the seed. Then the program goes on from its checkpoints, or its savepoint, at another parallelism, with its state in memory or on disk, whichever it
 * was before. In the end what was committed must be what the program gives undisturbed, of what was read where it was drained.
 */
export async function simulate(seed: number, drawn: fc.Arbitrary<Program> = programs): Promise<Simulated> {
  const world = new World(seed, drawn);
  const log: string[] = [];
  let failure: string | undefined;
  try {
    failure = await differences(world, log);
  } catch (error) {
    failure = `${error instanceof Error ? (error.stack ?? error.message) : error}`;
  }
  if (failure !== undefined)
    failure += `\n\n${textOf(world.program, world.program.sources, { boundedness: world.boundedness, fused: true, alignMs: world.alignMs })}`;
  const { crashes, faults, stops, deaths, isDrained } = world;
  return { seed, failure, log, crashes, faults, stops, deaths, isDrained };
}

async function differences(world: World, log: string[]): Promise<string | undefined> {
  while (!(await lived(world, log)));
  const expected = (await finalRows(world.whatWasRead(), plainly)).sort();
  const got = world.committed.rows().map(rounded).sort();
  if (JSON.stringify(got) === JSON.stringify(expected)) return undefined;
  return `What was committed differs.\nlost: ${minus(expected, got).join(" ")}\ntoo much: ${minus(got, expected).join(" ")}`;
}

/** Runs the program until it is done, or the machine dies. Gives whether it is done. */
async function lived(world: World, log: string[]): Promise<boolean> {
  const life = new Life(world.random, (line) => log.push(line));
  const parallelism = 1 + world.upTo(2);
  const isThreaded = parallelism > 1 && world.random.next() < 0.5;
  log.push(`starts at parallelism ${parallelism}${isThreaded ? ", on threads" : ""}`);
  const batchRows = world.splits.map(() => 1 + world.upTo(7));
  const threads: (() => void)[] = [];
  const disk = diskOf(world);
  const jobBy = (by: Waiting): Job => jobOf(world, life, by, batchRows);
  threadsSimulated(world.clock, {
    begin: (thread) => {
      const part = life.part();
      const setup = thread.setup as WorkerSetup;
      const number = setup.own;
      begun(
        thread,
        part,
        () => {
          log.push(`thread ${number} dies`);
          thread.die();
        },
        threads,
      );
      return { exported: jobBy(part), setup: setupOf(setup, simulatedFiles(part, life, disk)) };
    },
    arrival: () => life.message(),
    ringBytes: 256 << world.upTo(5),
  });
  simulateFolders(world.clock, () => simulatedFolder(world.folderFaults));
  let ended: { readonly error: unknown } | { readonly savepoint: string } | "done" | undefined;
  const module = isThreaded ? { module: "file:///simulated.ts" } : {};
  const files = simulatedFiles(life, life, disk);
  const run = jobBy(life).start({
    ...optionsOf(world, life, parallelism, log),
    ...module,
    checkpoint: checkpointOf(world, files),
  });
  run.finished.then(
    ({ savepoint }) => {
      ended = savepoint === undefined ? "done" : { savepoint };
    },
    (error: unknown) => {
      ended = { error };
    },
  );
  let idle = 0;
  for (let turn = 0; ended === undefined; turn++) {
    await yieldToEventLoop();
    idle = life.waiting > 0 ? 0 : idle + 1;
    if (idle > mostIdleTurns || turn > mostTurns)
      throw new Error("Nothing goes on any more, and the run has not ended");
    if (!life.isDead) happen(world, life, run, threads, log);
  }
  // A run that was drained is done, and has a savepoint too.
  if (ended === "done" || world.isOver || ("savepoint" in ended && life.isDone && !life.isDead)) {
    log.push("done");
    return true;
  }
  // Of one that the machine died with nobody heard.
  if ("savepoint" in ended && !life.isDead) {
    log.push(`stopped with ${ended.savepoint}`);
    world.goOnFrom(ended.savepoint);
    return false;
  }
  const error = "error" in ended ? ended.error : undefined;
  log.push(`ended: ${error}`);
  // What cannot even begin is not begun again by the process itself.
  if (!life.isDead && !isInjected(error)) throw error;
  world.disk = world.disk.afterCrash(world.random);
  return false;
}

/** Errors of threads come without their class; of one that died, its end is all that is known. */
function isInjected(error: unknown): boolean {
  return error instanceof InjectedFault || /was to fail|worker threads must last as long/.test(`${error}`);
}

/** The job as a process, or a thread of it, builds it. */
function jobOf(world: World, life: Life, by: Waiting, batchRows: readonly number[]): Job {
  return job("simulated", () => {
    const { boundedness } = world;
    const sources = world.splits.map((splits, at) =>
      from(simulatedSource(by, { name: `source ${at}`, boundedness, splits, batchRows: batchRows[at]! })),
    );
    const sink = simulatedSink(
      { random: by.random, gate: (what) => by.gate(what), onDeath: (happen) => life.onDeath(happen) },
      world.committed,
    );
    return builtOn(world.program, sources, { alignMs: world.alignMs }).sinkTo(sink);
  });
}

/** Notes a thread that can die; none of what goes on of it afterwards reaches anything outside. */
function begun(thread: SimulatedThread, part: LifePart, die: () => void, threads: (() => void)[]): void {
  threads.push(die);
  void thread.ended.then(() => {
    part.die();
    threads.splice(threads.indexOf(die), 1);
  });
}

function setupOf(setup: WorkerSetup, files: ReturnType<typeof simulatedFiles>): WorkerSetup {
  const { options } = setup;
  return { ...setup, options: { ...options, checkpoint: { ...options.checkpoint!, files } } };
}

/** One thing happens outside, or none. */
function happen(world: World, life: Life, run: Running, threads: readonly (() => void)[], log: string[]): void {
  const dice = world.random.next();
  if (dice < 0.012 && world.crashes < world.mostCrashes) {
    world.crashes++;
    world.disk.fault(() => "crash");
    life.die();
  } else if (dice < 0.2 || life.waiting === 0) world.pass(1 + world.upTo(9));
  else if (dice < 0.212 && world.faults < world.mostFaults) {
    if (life.failOne()) world.faults++;
  } else if (dice < 0.9) life.letOne();
  else if (dice < 0.91 && world.savepoints < world.mostSavepoints) askSavepoint(world, run, log);
  else if (dice < 0.92 && threads.length > 0 && world.deaths < world.mostDeaths) {
    world.deaths++;
    threads[world.upTo(threads.length - 1)]!();
  } else if (dice < 0.925) world.disturb(log);
  else if (dice < 0.928 && world.mayBeDrained) drain(world, run, log);
}

/** Somebody has a savepoint written: the run goes on, or is stopped with it. */
function askSavepoint(world: World, run: Running, log: string[]): void {
  const dir = `savepoints${world.savepoints++}`;
  const stops = world.random.next() < 0.7;
  log.push(stops ? "a stop with a savepoint is asked for" : "a savepoint is asked for");
  told(stops ? run.stopWithSavepoint(dir) : run.savepoint(dir), log);
}

/** Somebody has it ended as if all had been read. */
function drain(world: World, run: Running, log: string[]): void {
  world.isDrained = true;
  log.push("a drain is asked for");
  told(run.stopWithSavepoint(`savepoints${world.savepoints++}`, "drain"), log);
}

function told(asked: Promise<string>, log: string[]): void {
  asked.then(
    (path) => void log.push(`wrote ${path}`),
    (error: unknown) => void log.push(`no savepoint: ${error}`),
  );
}

function optionsOf(world: World, life: Life, parallelism: number, log: string[]): RunOptions {
  return {
    clock: world.clock,
    signal: life.death.signal,
    onDone: () => {
      life.isDone = true;
    },
    parallelism,
    ...(world.random.next() < 0.3 ? { memoryBytes: 2000 } : {}),
    ...(world.random.next() < 0.4 ? { state: { disk: "simulated", memoryBytes: 2000 } } : {}),
    onWarning: (text) => void log.push(`warning: ${text.slice(0, 200)}`),
    restart: { strategy: "fixed delay", delay: 5, attempts: 1000 },
  };
}

function checkpointOf(world: World, files: ReturnType<typeof simulatedFiles>): NonNullable<RunOptions["checkpoint"]> {
  return {
    dir: world.dir,
    ...(world.from === undefined ? {} : { from: world.from }),
    interval: 10 + world.upTo(60),
    files,
    toleratedFailures: world.upTo(2),
  };
}

function diskOf(world: World): CheckpointDisk {
  return {
    disk: world.disk,
    dir: world.dir,
    isFull: () => world.isFull,
    onEnd: (sources) => {
      world.ends = sources;
    },
    onOver: () => {
      world.isOver = true;
    },
  };
}

/** As the laws compare: means of doubles may differ in the last bits by the order of merging. */
function rounded(text: string): string {
  return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value,
  );
}

function minus(all: readonly string[], some: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of some) left.set(text, (left.get(text) ?? 0) + 1);
  return all.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
