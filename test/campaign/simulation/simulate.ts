import fc from "fast-check";
import { from, type RunOptions } from "../../../core/mod.ts";
import { type Random, seededRandom, yieldToEventLoop } from "../../../core/platform/mod.ts";
import { type MemoryFiles, memoryFiles } from "../../../core/testing/memory-files.ts";
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
}

/** How long nothing may happen, in turns of the event loop. */
const mostIdleTurns = 3000;
const mostTurns = 60_000;

/**
 * A random program over random records, run by the whole runtime: which of all that is under way outside goes on next,
 * when time passes, what fails and when the machine dies all comes from the seed. After its crashes the program goes on
 * from its checkpoints, at another parallelism. In the end what was committed must be what the program gives undisturbed.
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
  return { seed, failure, log, crashes: world.crashes, faults: world.faults };
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
  readonly mostCrashes: number;
  readonly mostFaults: number;

  constructor(seed: number, drawn: fc.Arbitrary<Program>) {
    this.random = seededRandom(seed);
    [this.program] = fc.sample(drawn, { seed, numRuns: 1 }) as [Program];
    const canStream = !traitsOf(this.program).ends;
    this.boundedness = canStream && this.random.next() < 0.5 ? "unbounded" : "bounded";
    this.splits = this.program.sources.map((rows) => this.#dealt(rows));
    this.mostCrashes = this.upTo(5);
    this.mostFaults = this.upTo(5);
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
  log.push(`starts at parallelism ${parallelism}`);
  const sources = world.splits.map((splits, at) =>
    from(
      simulatedSource(life, {
        name: `source ${at}`,
        boundedness: world.boundedness,
        splits,
        batchRows: 1 + world.upTo(7),
      }),
    ),
  );
  const output = builtOn(world.program, sources).sinkTo(simulatedSink(life, world.committed));
  let ended: { readonly error: unknown } | "done" | undefined;
  output.run(optionsOf(world, life, parallelism, log)).then(
    () => {
      ended = "done";
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
    if (!life.isDead) happen(world, life);
  }
  log.push(ended === "done" ? "done" : `ended: ${ended.error}`);
  if (ended === "done" || world.isOver) return true;
  // What cannot even begin is not begun again by the process itself.
  if (!life.isDead && !(ended.error instanceof InjectedFault)) throw ended.error;
  world.disk = world.disk.afterCrash(world.random);
  return false;
}

/** One thing happens outside, or none. */
function happen(world: World, life: Life): void {
  const dice = world.random.next();
  if (dice < 0.012 && world.crashes < world.mostCrashes) {
    world.crashes++;
    world.disk.fault(() => "crash");
    life.die();
  } else if (dice < 0.2 || life.waiting === 0) world.clock.advanceTo(world.clock.nowMs() + 1 + world.upTo(9));
  else if (dice < 0.212 && world.faults < world.mostFaults) {
    world.faults++;
    life.failOne();
  } else if (dice < 0.9) life.letOne();
}

function optionsOf(world: World, life: Life, parallelism: number, log: string[]): RunOptions {
  return {
    clock: world.clock,
    signal: life.death.signal,
    parallelism,
    ...(world.random.next() < 0.3 ? { memoryBytes: 2000 } : {}),
    onWarning: (text) => void log.push(`warning: ${text.slice(0, 200)}`),
    restart: { strategy: "fixed delay", delay: 5, attempts: 1000 },
    checkpoint: {
      dir: "ck",
      interval: 10 + world.upTo(60),
      files: simulatedFiles(life, world.disk, () => {
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
