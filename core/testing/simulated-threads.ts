import {
  type Clock,
  inPlace,
  type LooseEnd,
  portOf,
  simulateThreads,
  type Thread,
  type ThreadEnd,
  type ThreadStart,
} from "../platform/mod.ts";

export interface ThreadSimulation {
  /** What the threads' module exports by default. */
  readonly exported: () => object;
  /** Settles when a message between two threads may arrive. Those of one line arrive in their order. */
  readonly arrival: () => Promise<void>;
  /** How much a ring between two threads holds: so little that they are full at times. */
  readonly ringBytes: number;
}

/**
 * Has runs by a clock that are given a module run on threads that are none: parts of this one, which speak to each other through
 * what a test decides. Shared memory is shared, all else is cloned, as between threads.
 */
export function threadsSimulated(clock: Clock, simulation: ThreadSimulation): void {
  simulateThreads(clock, {
    line: () => lineOf(simulation.arrival),
    ringBytes: simulation.ringBytes,
    start: (start) => begun(start, clock, simulation),
  });
}

function begun({ setup, work, ends }: ThreadStart, clock: Clock, { exported, arrival }: ThreadSimulation): Thread {
  const ended = Promise.withResolvers<ThreadEnd>();
  const [here, there] = lineOf(arrival);
  const own: LooseEnd = {
    postMessage: (message) => there.postMessage(message),
    on: (_, hear) => there.on("message", hear),
    close: () => void here.heard().then(() => ended.resolve({ exitCode: 0, error: undefined })),
  };
  const lines = new Map([...ends].map(([number, end]) => [number, portOf(end)]));
  const began = exported() as Record<symbol, () => void>;
  inPlace({ setup, port: portOf(own), ends: lines, clock }, () => began[Symbol.for(work)]!());
  return {
    ...portOf(here),
    close: () => undefined,
    hold: () => undefined,
    ended: ended.promise,
    terminate: async () => {
      here.close();
      there.close();
      ended.resolve({ exitCode: 1, error: undefined });
    },
  };
}

interface SimulatedEnd extends LooseEnd {
  /** Settles when all that came to this end was heard. */
  heard(): Promise<void>;
}

function lineOf(arrival: () => Promise<void>): readonly [SimulatedEnd, SimulatedEnd] {
  const first = new Way(arrival);
  const second = new Way(arrival);
  return [endOf(first, second), endOf(second, first)];
}

function endOf(from: Way, to: Way): SimulatedEnd {
  return {
    postMessage: (message) => to.send(message),
    on: (_, hear) => from.listen(hear),
    close: () => from.close(),
    heard: () => from.heard,
  };
}

/** One direction of a line. */
class Way {
  readonly #arrival: () => Promise<void>;
  readonly #hears: ((message: unknown) => void)[] = [];
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly #listening = Promise.withResolvers<void>();

  constructor(arrival: () => Promise<void>) {
    this.#arrival = arrival;
  }

  get heard(): Promise<void> {
    return this.#last;
  }

  send(message: unknown): void {
    const copy = structuredClone(message);
    this.#last = this.#last.then(async () => {
      await this.#listening.promise;
      await this.#arrival();
      if (!this.#isClosed) for (const hear of this.#hears) hear(copy);
    });
  }

  listen(hear: (message: unknown) => void): void {
    this.#hears.push(hear);
    this.#listening.resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.#listening.resolve();
  }
}
