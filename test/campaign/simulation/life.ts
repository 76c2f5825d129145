import type { Random } from "../../../core/platform/mod.ts";
import { MachineDied } from "../../../core/testing/memory-files.ts";

/** What is outside of a process, or takes its time: it goes on when the scheduler says so, or fails. */
interface Gate {
  readonly what: string;
  readonly open: () => void;
  /** The thread that waits, where it may die by itself. */
  readonly part: LifePart | undefined;
  /** Undefined where it cannot fail: a message between threads. */
  readonly fail: ((error: Error) => void) | undefined;
}

/** What waits for the outside: a process as a whole, or one of its threads. */
export interface Waiting {
  readonly random: Random;
  /** Settles when the scheduler lets it: rejects with a fault, or as what waits dies. */
  gate(what: string): Promise<void>;
}

/** A thread of the process, which may die by itself. */
export interface LifePart extends Waiting {
  die(): void;
}

/** A fault that the process survives, as it is told of it. */
export class InjectedFault extends Error {
  override readonly name = "InjectedFault";
}

/** One process from its start to its end or its death. All that it waits for outside goes through here. */
export class Life implements Waiting {
  readonly random: Random;
  isDead = false;
  /** Whether the run has said that all is committed. */
  isDone = false;
  /** Aborted at its death: what is left of it in this process shall end. */
  readonly death: AbortController = new AbortController();
  readonly #gates: Gate[] = [];
  readonly #onDeath: (() => void)[] = [];
  readonly #log: (line: string) => void;

  constructor(random: Random, log: (line: string) => void) {
    this.random = random;
    this.#log = log;
  }

  get waiting(): number {
    return this.#gates.length;
  }

  gate(what: string, part?: LifePart): Promise<void> {
    if (this.isDead) return Promise.reject(new MachineDied("The machine is dead"));
    return new Promise((open, fail) => void this.#gates.push({ what, part, open, fail }));
  }

  part(): LifePart {
    let isDead = false;
    const died = (): MachineDied => new MachineDied("The thread is dead");
    const part: LifePart = {
      random: this.random,
      gate: (what) => (isDead ? Promise.reject(died()) : this.gate(what, part)),
      die: () => {
        isDead = true;
        const own = this.#gates.filter((gate) => gate.part === part);
        for (const gate of own) {
          this.#gates.splice(this.#gates.indexOf(gate), 1);
          gate.fail!(died());
        }
      },
    };
    return part;
  }

  /** Settles when a message between threads arrives. In a process that dies they all do, as the rest of it has to end. */
  message(): Promise<void> {
    if (this.isDead) return Promise.resolve();
    return new Promise((open) => void this.#gates.push({ what: "message", part: undefined, open, fail: undefined }));
  }

  /** What may still happen to the outside of what was under way when the machine died. */
  onDeath(happen: () => void): () => void {
    this.#onDeath.push(happen);
    return () => void this.#onDeath.splice(this.#onDeath.indexOf(happen), 1);
  }

  /** One of those who wait goes on. */
  letOne(): void {
    this.#taken(this.#gates).open();
  }

  /** Gives whether there was one that could. */
  failOne(): boolean {
    const some = this.#gates.filter(({ fail }) => fail !== undefined);
    if (some.length === 0) return false;
    const { what, fail } = this.#taken(some);
    this.#log(`fault: ${what}`);
    fail!(new InjectedFault(`${what} was to fail`));
    return true;
  }

  die(): void {
    this.#log(`crash, ${this.#gates.map(({ what }) => what).join(", ") || "nothing"} under way`);
    this.isDead = true;
    for (const happen of [...this.#onDeath]) if (this.random.next() < 0.5) happen();
    for (const { open, fail } of this.#gates.splice(0))
      fail === undefined ? open() : fail(new MachineDied("The machine died"));
    this.death.abort(new MachineDied("The machine died"));
  }

  #taken(some: readonly Gate[]): Gate {
    const gate = some[Math.floor(this.random.next() * some.length)]!;
    this.#gates.splice(this.#gates.indexOf(gate), 1);
    this.#log(gate.what);
    return gate;
  }
}
