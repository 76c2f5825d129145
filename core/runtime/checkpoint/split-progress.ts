import type { Split, SplitPosition } from "../../io/source.ts";
import type { SourceNode } from "../../plan/node.ts";
import { type FoundTypes, requireFound } from "../found-types.ts";
import type { StoredSource, StoredSplit } from "./manifest.ts";

/** How far the splits of a source have been read: what has been given of them has been dealt with. */
export class SplitProgress {
  readonly #splits: Map<string, StoredSplit["at"]>;
  readonly #restored: boolean;
  readonly #types: FoundTypes | undefined;
  /** Those that have been read on since the run began. */
  readonly #read = new Set<string>();

  /** @param restored From where the run goes on. */
  constructor(restored: Omit<StoredSource, "id"> | undefined) {
    this.#splits = new Map(restored?.splits.map(({ id, at }) => [id, at]));
    this.#restored = restored !== undefined && restored.splits.length > 0;
    this.#types = this.#restored ? restored!.types : undefined;
  }

  /**
   * The splits to be read. A bounded source is what it was when the run began: later ones are not of it. What has been begun
   * must still be there.
   */
  listed(splits: readonly Split[], node: SourceNode): readonly Split[] {
    const { name, source } = node;
    requireFound(node, this.#types);
    const ids = new Set(splits.map(({ id }) => id));
    for (const [id, at] of this.#splits) if (at !== "end" && !ids.has(id)) throw gone(name, id);
    const isFixed = this.#restored && source.boundedness === "bounded";
    const read = isFixed ? splits.filter(({ id }) => this.#splits.has(id)) : splits;
    this.came(read);
    return read;
  }

  /** Splits have come, of which nothing is read yet. */
  came(splits: readonly Split[]): void {
    for (const { id } of splits) if (!this.#splits.has(id)) this.#splits.set(id, "begin");
  }

  get isRestored(): boolean {
    return this.#restored;
  }

  /** Where the checkpoint has them that the run goes on from; to be asked before any is listed. */
  get restored(): ReadonlyMap<string, StoredSplit["at"]> | undefined {
    return this.#restored ? new Map(this.#splits) : undefined;
  }

  isOver(split: string): boolean {
    return this.#splits.get(split) === "end";
  }

  positionOf(split: string): SplitPosition | undefined {
    const at = this.#splits.get(split);
    return typeof at === "object" ? at.position : undefined;
  }

  moved(split: string, position: SplitPosition): void {
    this.#splits.set(split, { position });
    this.#read.add(split);
  }

  ended(split: string): void {
    this.#splits.set(split, "end");
    this.#read.add(split);
  }

  stored(): StoredSplit[] {
    return Array.from(this.#splits, ([id, at]) => ({ id, at }));
  }

  /** Those that were read here: of others another thread knows how far they are. */
  read(): StoredSplit[] {
    return this.stored().filter(({ id }) => this.#read.has(id));
  }

  /** What another thread has read. */
  hear(splits: readonly StoredSplit[]): void {
    for (const { id, at } of splits) this.#splits.set(id, at);
  }
}

function gone(source: string, split: string): Error {
  return new Error(
    `Cannot go on reading ${source} as what was begun must still be there: got no ${JSON.stringify(split)} any more; ` +
      "put it back, or start anew with another folder for checkpoints",
  );
}
