import type { Split } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import type { SplitProgress } from "./checkpoint/split-progress.ts";
import type { Edges } from "./edges.ts";

/** What came to a source at once. */
export interface SplitRound {
  /** None where the run is over. */
  readonly splits: readonly Split[];
  /** How many were known before. */
  readonly before: number;
}

/** Splits that come to a source while it is read, in rounds that are the same for all who read it. */
export class ComingSplits {
  readonly #node: SourceNode;
  readonly #progress: SplitProgress;
  readonly #edges: Edges;
  readonly #known: Set<string>;
  readonly #rounds: Promise<SplitRound>[] = [];
  readonly #over = new AbortController();

  /** @param listed What there was as the run began. */
  constructor(node: SourceNode, listed: readonly Split[], progress: SplitProgress, edges: Edges) {
    this.#node = node;
    this.#progress = progress;
    this.#edges = edges;
    this.#known = new Set(listed.map(({ id }) => id));
  }

  /** Settles once there is such a round; who asks has had those before. */
  round(number: number): Promise<SplitRound> {
    let round = this.#rounds[number];
    if (round === undefined) {
      round = this.#next();
      // Who waits for it may be gone.
      round.catch(() => undefined);
      this.#rounds[number] = round;
    }
    return round;
  }

  /** Nobody waits for more. */
  async close(): Promise<void> {
    this.#over.abort(new DOMException("The run has ended", "AbortError"));
    await this.#edges.close(`close ${this.#node.name}`, () => Promise.allSettled(this.#rounds));
  }

  async #next(): Promise<SplitRound> {
    const { source, name } = this.#node;
    const { signal } = this.#over;
    const look = (): Promise<readonly Split[]> => source.newSplits!(this.#known, signal);
    const before = this.#known.size;
    const splits = signal.aborted ? [] : await this.#edges.untimed(`look for what has come to ${name}`, look);
    for (const { id } of splits) this.#known.add(id);
    this.#progress.came(splits);
    return { splits, before };
  }
}
