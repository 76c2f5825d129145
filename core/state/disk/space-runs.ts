import type { GroupRange } from "../state.ts";
import type { AwayRuns, Run } from "./away-runs.ts";

/** So many runs are made one: an entry is written once more each time that there are so many times as many. */
const runsTogether = 4;

/** Runs by namespace, from the earliest on. */
export class SpaceRuns<Held> {
  readonly #away: AwayRuns<Held>;
  readonly #runs = new Map<number, Run[]>();
  /** How many entries may be in memory when runs are put together. */
  readonly #entriesAtOnce: () => number;

  constructor(away: AwayRuns<Held>, entriesAtOnce: () => number) {
    this.#away = away;
    this.#entriesAtOnce = entriesAtOnce;
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  has(space: number): boolean {
    return this.#runs.has(space);
  }

  sizeOf(space: number): number {
    return this.#runs.get(space)?.reduce((sum, { entries }) => sum + entries, 0) ?? 0;
  }

  /** Writes what is held as the last run of a namespace, and puts the last runs together where so many are of one age. */
  add(space: number, held: Held): void {
    this.put(space, [this.#away.write(space, held)]);
  }

  put(space: number, added: readonly Run[]): void {
    if (added.length === 0) return;
    const runs = this.#runs.get(space) ?? [];
    this.#runs.set(space, runs);
    for (const run of added) {
      runs.push(run);
      while (runs.length >= runsTogether && runs.at(-runsTogether)!.age === runs.at(-1)!.age) this.#merge(space, runs);
    }
  }

  /** Gives away the runs of a namespace, as they are. */
  take(space: number): readonly Run[] {
    const runs = this.#runs.get(space) ?? [];
    this.#runs.delete(space);
    return runs;
  }

  drop(space: number): void {
    for (const run of this.take(space)) this.#away.remove(run);
  }

  /** Calls back with all that some namespaces have, each key at once. What is given is valid during the call. */
  gather(spaces: readonly number[], visit: (held: Held) => void): void {
    this.#away.gather(this.#of(spaces), this.#entriesAtOnce(), visit);
  }

  /** What some namespaces have of some key groups. Valid until the next call. */
  within(spaces: readonly number[], groups: GroupRange): Held {
    return this.#away.load(this.#of(spaces), groups);
  }

  /** A key of each key group of which something is there. */
  *samples(): Iterable<unknown> {
    for (const runs of this.#runs.values()) for (const { samples } of runs) yield* samples;
  }

  /** The numbers of all blocks. */
  ids(): number[] {
    return [...this.#runs.values()].flat().flatMap(({ blocks }) => blocks.map(({ id }) => id));
  }

  #of(spaces: readonly number[]): Run[] {
    return spaces.flatMap((space) => this.#runs.get(space) ?? []);
  }

  #merge(space: number, runs: Run[]): void {
    const before = runs.splice(-runsTogether);
    const merged: Run[] = [];
    this.#away.gather(before, this.#entriesAtOnce(), (held) => merged.push(this.#away.write(space, held)));
    for (const run of before) this.#away.remove(run);
    runs.push({
      age: 1 + before[0]!.age,
      entries: merged.reduce((sum, { entries }) => sum + entries, 0),
      blocks: merged.flatMap(({ blocks }) => blocks),
      samples: merged.flatMap(({ samples }) => samples),
    });
  }
}
