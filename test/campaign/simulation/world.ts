import fc from "fast-check";
import { type Clock, type Random, seededRandom } from "../../../core/platform/mod.ts";
import type { StoredSource } from "../../../core/runtime/checkpoint/manifest.ts";
import { type MemoryFiles, memoryFiles } from "../../../core/testing/memory-files.ts";
import { type VirtualClock, virtualClock } from "../../../core/testing/virtual-clock.ts";
import { type Program, traitsOf } from "../../laws/program.ts";
import { arriving, mostDelayMs, type Sample } from "../../laws/sample.ts";
import type { FolderFaults } from "./disk.ts";
import { Committed } from "./outside.ts";

/** What outlives a process. */
export class World {
  readonly random: Random;
  readonly program: Program;
  readonly boundedness: "bounded" | "unbounded";
  readonly splits: readonly (readonly (readonly Sample[])[])[];
  readonly committed: Committed = new Committed();
  readonly #time: VirtualClock = virtualClock(1_000_000);
  #setByMs = 0;
  /** Of the wall, which may be set; durations go on. */
  readonly clock: Clock = {
    nowMs: () => this.#time.nowMs() + this.#setByMs,
    elapsedMs: () => this.#time.nowMs(),
    sleep: (ms) => this.#time.sleep(ms),
  };
  disk: MemoryFiles = memoryFiles();
  /** Whether the run has let go of its last checkpoint. */
  isOver = false;
  crashes = 0;
  faults = 0;
  stops = 0;
  savepoints = 0;
  deaths = 0;
  isDrained = false;
  /** How far sources were when the run ended. */
  ends: readonly StoredSource[] = [];
  #fullUntilMs = 0;
  #isUnreadable = false;
  /** Where checkpoints go, another folder behind each savepoint that it was stopped with; and that. */
  dir = "ck0";
  from: string | undefined;
  /** How far splits may drift apart. */
  readonly alignMs: number | undefined;
  readonly mostCrashes: number;
  readonly mostFaults: number;
  readonly mostSavepoints: number;
  readonly mostDeaths: number;
  readonly #drains: boolean;
  #disturbances: number;

  constructor(seed: number, drawn: fc.Arbitrary<Program>) {
    this.random = seededRandom(seed);
    [this.program] = fc.sample(drawn, { seed, numRuns: 1 }) as [Program];
    const canStream = !traitsOf(this.program).ends;
    this.boundedness = canStream && this.random.next() < 0.5 ? "unbounded" : "bounded";
    this.splits = this.program.sources.map((rows) => this.#dealt(rows));
    this.mostCrashes = this.upTo(5);
    this.mostFaults = this.upTo(5);
    this.mostSavepoints = this.upTo(3);
    this.mostDeaths = this.upTo(3);
    this.#drains = this.random.next() < 0.2;
    this.#disturbances = this.upTo(5);
    this.alignMs = this.random.next() < 0.3 ? [1, 60, 1000][this.upTo(2)] : undefined;
  }

  /** Whoever stopped it begins it again, with a folder of its own. */
  goOnFrom(savepoint: string): void {
    this.stops++;
    this.dir = `ck${this.stops}`;
    this.from = savepoint;
  }

  get mayBeDrained(): boolean {
    return this.#drains && !this.isDrained;
  }

  /** Whether nothing more can be written to any disk. */
  get isFull(): boolean {
    return this.#time.nowMs() < this.#fullUntilMs;
  }

  readonly folderFaults: FolderFaults = {
    isFull: () => this.isFull,
    isUnreadable: () => {
      const is = this.#isUnreadable;
      this.#isUnreadable = false;
      return is;
    },
    share: () => this.random.next(),
  };

  pass(ms: number): void {
    this.#time.advanceTo(this.#time.nowMs() + ms);
  }

  /** Disks are full for a while, a file of state cannot be read, or somebody sets the clock. */
  disturb(log: string[]): void {
    if (this.#disturbances-- <= 0) return;
    const which = this.upTo(2);
    log.push(["disks are full", "a file of state cannot be read", "the clock is set"][which]!);
    if (which === 0) this.#fullUntilMs = this.#time.nowMs() + this.upTo(60);
    else if (which === 1) this.#isUnreadable = true;
    else this.#setByMs += (this.upTo(2) - 1) * 3_600_000;
  }

  /** The program over what had been read when it ended. */
  whatWasRead(): Program {
    const [left, right] = this.program.sources.map((rows, at) => this.#readOf(rows, at)) as [Sample[], Sample[]];
    return { ...this.program, sources: [left, right] };
  }

  #readOf(rows: Sample[], source: number): Sample[] {
    const stored = this.ends.find(({ id }) => id.includes(`source ${source}`));
    if (!this.isDrained || stored === undefined) return rows;
    return this.splits[source]!.flatMap((split, at) => {
      const how = stored.splits.find(({ id }) => id === `${at}`)?.at ?? "begin";
      return split.slice(0, how === "end" ? split.length : how === "begin" ? 0 : Number(how.position));
    });
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
