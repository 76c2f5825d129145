import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { from, job, type Running, type RunOptions } from "../../../core/mod.ts";
import { type Random, seededRandom, yieldToEventLoop } from "../../../core/platform/mod.ts";
import { type MemoryFiles, memoryFiles } from "../../../core/testing/memory-files.ts";
import { threadsSimulated } from "../../../core/testing/simulated-threads.ts";
import { type VirtualClock, virtualClock } from "../../../core/testing/virtual-clock.ts";
import { builtOn, type Program, programs, textOf, traitsOf } from "../../laws/program.ts";
import { arriving, mostDelayMs, type Sample } from "../../laws/sample.ts";
import { finalRows, plainly } from "../../laws/ways.ts";
import { InjectedFault, Life } from "./life.ts";
import { Committed, simulatedFiles, simulatedSink, simulatedSource } from "./outside.ts";

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
}

/** State on disk is in real files there, each life's in a folder of its own. */
const stateFolder = join(tmpdir(), "millrace-simulated-state");

/** How long nothing may happen, in turns of the event loop. */
const mostIdleTurns = 3000;
const mostTurns = 60_000;

/**
 * A random program over random records, run by the whole runtime: which of all that is under way outside goes on next,
 * when time passes, what fails, when the machine dies and when somebody stops it with a savepoint all comes from the seed. Then the
 * program goes on from its checkpoints, or its savepoint, at another parallelism, with its state in memory or on disk, whichever it
 * was before. In the end what was committed must be what the program gives undisturbed.
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
    failure += `\n\n${textOf(world.program, world.program.sources, { boundedness: world.boundedness, fused: true })}`;
  return { seed, failure, log, crashes: world.crashes, faults: world.faults, stops: world.stops };
}

async function differences(world: World, log: string[]): Promise<string | undefined> {
  const expected = (await finalRows(world.program, plainly)).sort();
  while (!(await lived(world, log)));
  const got = world.committed.rows().map(rounded).sort();
  if (JSON.stringify(got) === JSON.stringify(expected)) return undefined;
  return `What was committed differs.\nlost: ${minus(expected, got).join(" ")}\ntoo much: ${minus(got, expected).join(" ")}`;
}

/** What outlives a process. */
class World {
  readonly random: Random;
  readonly program: Program;
  readonly boundedness: "bounded" | "unbounded";
  readonly splits: readonly (readonly (readonly Sample[])[])[];
  readonly committed = new Committed();
  readonly clock: VirtualClock = virtualClock(1_000_000);
  disk: MemoryFiles = memoryFiles();
  /** Whether the run has let go of its last checkpoint. */
  isOver = false;
  crashes = 0;
  faults = 0;
  stops = 0;
  savepoints = 0;
  /** Where checkpoints go, another folder behind each savepoint that it was stopped with; and that. */
  dir = "ck0";
  from: string | undefined;
  readonly mostCrashes: number;
  readonly mostFaults: number;
  readonly mostSavepoints: number;

  constructor(seed: number, drawn: fc.Arbitrary<Program>) {
    this.random = seededRandom(seed);
    [this.program] = fc.sample(drawn, { seed, numRuns: 1 }) as [Program];
    const canStream = !traitsOf(this.program).ends;
    this.boundedness = canStream && this.random.next() < 0.5 ? "unbounded" : "bounded";
    this.splits = this.program.sources.map((rows) => this.#dealt(rows));
    this.mostCrashes = this.upTo(5);
    this.mostFaults = this.upTo(5);
    this.mostSavepoints = this.upTo(3);
  }

  /** Whoever stopped it begins it again, with a folder of its own. */
  goOnFrom(savepoint: string): void {
    this.stops++;
    this.dir = `ck${this.stops}`;
    this.from = savepoint;
  }

  upTo(most: number): number {
    return Math.floor(this.random.next() * (most + 1));
  }

  /** Records in one to three splits, each in an order in which none comes too late. */
  #dealt(rows: readonly Sample[]): Sample[][] {
    const splits: Sample[][] = Array.from({ length: 1 + this.upTo(2) }, () => []);
    const late = Array.from({ length: 5 }, () => this.upTo(mostDelayMs));
    for (const row of arriving(rows, late)) splits[this.upTo(splits.length - 1)]!.push(row);
    return splits;
  }
}

/** Runs the program until it is done, or the machine dies. Gives whether it is done. */
async function lived(world: World, log: string[]): Promise<boolean> {
  const life = new Life(world.random, (line) => log.push(line));
  const parallelism = 1 + world.upTo(2);
  const isThreaded = parallelism > 1 && world.random.next() < 0.5;
  log.push(`starts at parallelism ${parallelism}${isThreaded ? ", on threads" : ""}`);
  const ringBytes = 256 << world.upTo(5);
  const batchRows = world.splits.map(() => 1 + world.upTo(7));
  const simulated = job("simulated", () => {
    const { boundedness } = world;
    const sources = world.splits.map((splits, at) =>
      from(simulatedSource(life, { name: `source ${at}`, boundedness, splits, batchRows: batchRows[at]! })),
    );
    return builtOn(world.program, sources).sinkTo(simulatedSink(life, world.committed));
  });
  threadsSimulated(world.clock, { exported: () => simulated, arrival: () => life.message(), ringBytes });
  let ended: { readonly error: unknown } | { readonly savepoint: string } | "done" | undefined;
  const threads = isThreaded ? { module: "file:///simulated.ts" } : {};
  const run = simulated.start({ ...optionsOf(world, life, parallelism, log), ...threads });
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
    if (!life.isDead) happen(world, life, run, log);
  }
  if (ended === "done" || world.isOver) {
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

/** Errors of threads come without their class. */
function isInjected(error: unknown): boolean {
  return error instanceof InjectedFault || `${error}`.includes("was to fail");
}

/** One thing happens outside, or none. */
function happen(world: World, life: Life, run: Running, log: string[]): void {
  const dice = world.random.next();
  if (dice < 0.012 && world.crashes < world.mostCrashes) {
    world.crashes++;
    world.disk.fault(() => "crash");
    life.die();
  } else if (dice < 0.2 || life.waiting === 0) world.clock.advanceTo(world.clock.nowMs() + 1 + world.upTo(9));
  else if (dice < 0.212 && world.faults < world.mostFaults) {
    if (life.failOne()) world.faults++;
  } else if (dice < 0.9) life.letOne();
  else if (dice < 0.91 && world.savepoints < world.mostSavepoints) askSavepoint(world, run, log);
}

/** Somebody has a savepoint written: the run goes on, or is stopped with it. */
function askSavepoint(world: World, run: Running, log: string[]): void {
  const dir = `savepoints${world.savepoints++}`;
  const stops = world.random.next() < 0.7;
  log.push(stops ? "a stop with a savepoint is asked for" : "a savepoint is asked for");
  const asked = stops ? run.stopWithSavepoint(dir) : run.savepoint(dir);
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
    ...(world.random.next() < 0.4 ? { state: { disk: stateFolder, memoryBytes: 2000 } } : {}),
    onWarning: (text) => void log.push(`warning: ${text.slice(0, 200)}`),
    restart: { strategy: "fixed delay", delay: 5, attempts: 1000 },
    checkpoint: {
      dir: world.dir,
      ...(world.from === undefined ? {} : { from: world.from }),
      interval: 10 + world.upTo(60),
      files: simulatedFiles(life, { disk: world.disk, dir: world.dir }, () => {
        world.isOver = true;
      }),
      toleratedFailures: world.upTo(2),
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
