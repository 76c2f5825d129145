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
  /** A thread begins: gives what its module exports by default, and what it is told, as it has it. */
  readonly begin: (thread: SimulatedThread) => { readonly exported: object; readonly setup: unknown };
  /** Settles when a message between two threads may arrive. Those of one line arrive in their order. */
  readonly arrival: () => Promise<void>;
  /** How much a ring between two threads holds: so little that they are full at times. */
  readonly ringBytes: number;
}

/** A thread that is none, as a test sees it. */
export interface SimulatedThread {
  /** What it is told. */
  readonly setup: unknown;
  /** Settles when it has ended. What of it goes on in this process all the same must reach nothing outside. */
  readonly ended: Promise<unknown>;
  /** Ends it by itself, in the middle of whatever it does: nobody hears of it any more. */
  die(): void;
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

function begun({ setup, work, ends }: ThreadStart, clock: Clock, { begin, arrival }: ThreadSimulation): Thread {
  const ended = Promise.withResolvers<ThreadEnd>();
  const [here, there] = lineOf(arrival);
  const own: LooseEnd = {
    postMessage: (message) => there.postMessage(message),
    on: (_, hear) => there.on("message", hear),
    close: () => void here.heard().then(() => ended.resolve({ exitCode: 0, error: undefined })),
  };
  const lines = new Map([...ends].map(([number, end]) => [number, portOf(end)]));
  const die = (): void => {
    for (const end of [there, ...(ends.values() as Iterable<SimulatedEnd>)]) end.cut();
    ended.resolve({ exitCode: 1, error: undefined });
  };
  const began = begin({ setup, ended: ended.promise, die });
  const exported = began.exported as Record<symbol, () => void>;
  inPlace({ setup: began.setup, port: portOf(own), ends: lines, clock }, () => exported[Symbol.for(work)]!());
  return {
    ...portOf(here),
    close: () => undefined,
    hold: () => undefined,
    ended: ended.promise,
    terminate: async () => {
      here.close();
      die();
    },
  };
}

interface SimulatedEnd extends LooseEnd {
  /** Settles when all that came to this end was heard. */
  heard(): Promise<void>;
  /** Hears and says nothing from now on. */
  cut(): void;
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
    cut: () => {
      from.close();
      to.mute();
    },
  };
}

/** One direction of a line. */
class Way {
  readonly #arrival: () => Promise<void>;
  readonly #hears: ((message: unknown) => void)[] = [];
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;
  #isMute = false;
  readonly #listening = Promise.withResolvers<void>();

  constructor(arrival: () => Promise<void>) {
    this.#arrival = arrival;
  }

  get heard(): Promise<void> {
    return this.#last;
  }

  send(message: unknown): void {
    if (this.#isMute) return;
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

  /** What has been sent may still arrive. */
  mute(): void {
    this.#isMute = true;
  }

  close(): void {
    this.#isClosed = true;
    this.#listening.resolve();
  }
}
