import { SchemaPool } from "../../data/pack-shape.ts";
import { type Clock, elapsedBy, monotonicClock } from "../../platform/mod.ts";
import type { Stage } from "../stage.ts";
import type { Receiver } from "../subtask.ts";
import type { Waker, Wakeups } from "../wakeups.ts";
import type { Doorbells } from "./doorbells.ts";
import { barrierKinds, entryKind } from "./entry.ts";
import { InLink } from "./in-link.ts";
import { channelsFromOthers, type Link, linksOf, stagesBehind } from "./links.ts";
import { OutLink } from "./out-link.ts";
import type { Placement, ThreadNumber } from "./placement.ts";
import type { RingBuffers } from "./ring.ts";

/** What a run's threads have in common. */
export interface SharedParts {
  /** By the number of the link, of those that the thread has an end of. */
  readonly rings: ReadonlyMap<number, RingBuffers>;
  readonly bells: SharedArrayBuffer;
  /** 1 for each subtask of each stage that wants nothing more. */
  readonly enough: SharedArrayBuffer;
}

export interface ThreadSetup {
  readonly own: ThreadNumber;
  readonly stages: readonly Stage[];
  readonly placement: Placement;
  readonly shared: SharedParts;
  readonly bells: Doorbells;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Called when this thread has looked for what others have changed. */
  readonly onLook?: () => void;
}

/** What channels need of the run in their thread. */
export interface ChannelsHost {
  readonly wakeups: Wakeups;
  readonly pending: ReadonlySet<Promise<void>>;
  readonly feeds: { readonly held: { begin(): void; end(): void } };
}

/** The channels between the subtasks of one thread and those of others. */
export interface ThreadChannels {
  isHere(stage: Stage, subtask: number): boolean;
  /** A subtask in another thread, as whoever sends to it sees it. */
  remote(stage: Stage, subtask: number): Receiver;
  /** Says who gets what comes: the subtasks of each stage. From now on it is taken. */
  connect(receivers: ReadonlyMap<Stage, readonly Receiver[]>, host: ChannelsHost): void;
  /** The stages in other threads that have no room for what goes to them. */
  fullStages(): readonly Stage[];
  /** Whether all that comes from others has come, and all that goes to them is in their rings. */
  readonly isDone: boolean;
  /** Lets the sources of this thread wait, or go on. */
  holdSources(holds: boolean): void;
  /** Rejects when a sink of this thread fails; until then pending. */
  readonly failed: Promise<never>;
  close(): void;
}

/** So long is taken what has come before sources, timers and messages get their turn, ms. */
const sliceMs = 10;

export function threadChannels(setup: ThreadSetup): ThreadChannels {
  return new Channels(setup);
}

interface Incoming {
  readonly from: ThreadNumber;
  readonly link: InLink;
  /** What its rows may go on to: while one of these is full, they wait. */
  readonly behind: readonly OutLink[];
}

class Channels implements ThreadChannels {
  readonly #setup: ThreadSetup;
  readonly #links: readonly Link[];
  readonly #enough: Int32Array;
  readonly #firstOf: ReadonlyMap<Stage, number>;
  readonly #out = new Map<Link, OutLink>();
  #in: readonly Incoming[] = [];
  #watched: readonly { readonly at: number; readonly receiver: Receiver }[] = [];
  #host: ChannelsHost | undefined;
  #waker: Waker | undefined;
  #openChannels: number;
  #isPumping = false;
  #asksOthers = false;
  #isHeld = false;
  #holdsSources = false;
  readonly #failure = Promise.withResolvers<never>();

  constructor(setup: ThreadSetup) {
    const { stages, placement, shared, bells, own } = setup;
    this.#setup = setup;
    this.#links = linksOf(stages, placement);
    this.#enough = new Int32Array(shared.enough);
    this.#firstOf = firstNumbers(stages);
    this.#openChannels = channelsFromOthers(stages, placement, own);
    this.#failure.promise.catch(() => undefined);
    for (const [number, link] of this.#links.entries()) {
      if (link.from !== own) continue;
      this.#out.set(link, new OutLink(shared.rings.get(number)!, () => bells.ring(link.to)));
    }
  }

  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  get isDone(): boolean {
    return this.#openChannels === 0 && !this.#isFull;
  }

  fullStages(): readonly Stage[] {
    return [...this.#out].flatMap(([{ stage }, out]) => (out.isFull ? [stage] : []));
  }

  get #isFull(): boolean {
    for (const out of this.#out.values()) if (out.isFull) return true;
    return false;
  }

  isHere(stage: Stage, subtask: number): boolean {
    return this.#setup.placement.threadOf(stage, subtask) === this.#setup.own;
  }

  remote(stage: Stage, subtask: number): Receiver {
    const to = this.#setup.placement.threadOf(stage, subtask);
    const link = this.#links.find((one) => one.stage === stage && one.to === to && one.from === this.#setup.own);
    // Where nothing here feeds it, nobody asks.
    return link === undefined ? nobody : this.#sender(this.#out.get(link)!, subtask, this.#numberOf(stage, subtask));
  }

  #sender(out: OutLink, subtask: number, number: number): Receiver {
    const enough = this.#enough;
    return {
      receive: (batch, input, channel) => out.batch(batch, { subtask, input, channel }),
      watermark: (timeMs, input, channel) => out.signal(entryKind.watermark, { subtask, input, channel }, timeMs),
      status: (status, timeMs, input, channel) => out.signal(entryKind[status], { subtask, input, channel }, timeMs),
      barrier: ({ id, of }, input, channel) =>
        out.signal(entryKind.barrier, { subtask, input, channel }, 4 * id + barrierKinds.indexOf(of)),
      end: (input, channel) => out.signal(entryKind.end, { subtask, input, channel }),
      get needed() {
        return Atomics.load(enough, number) === 0;
      },
    };
  }

  connect(receivers: ReadonlyMap<Stage, readonly Receiver[]>, host: ChannelsHost): void {
    const { stages, shared, own, bells } = this.#setup;
    const schemas = new SchemaPool();
    const onEnd = (): void => void this.#openChannels--;
    const found = this.#links.flatMap((link, number) => {
      if (link.to !== own) return [];
      const reached = stagesBehind(link.stage, stages);
      const behind = [...this.#out].flatMap(([{ stage }, out]) => (reached.has(stage) ? [out] : []));
      const ring = shared.rings.get(number)!;
      return [{ from: link.from, link: new InLink(ring, schemas, receivers.get(link.stage)!, onEnd), behind }];
    });
    // What is furthest down comes first: it makes room for all before it.
    this.#in = found.reverse();
    this.#watched = [...receivers].flatMap(([stage, all]) =>
      all.flatMap((receiver, subtask) =>
        this.isHere(stage, subtask) ? [{ at: this.#numberOf(stage, subtask), receiver }] : [],
      ),
    );
    this.#host = host;
    this.#waker = host.wakeups.waker();
    this.#waker.wakes(() => undefined, {
      resume: () => undefined,
      poll: () => this.#pump(),
      // Sources of this thread wait while something is kept that others have no room for.
      waits: () => (!this.#asksOthers && (this.#isFull || this.#holdsSources) ? "full" : undefined),
    });
    bells.listen(() => this.#waker!.soon());
    this.#waker.soon();
  }

  holdSources(holds: boolean): void {
    this.#holdsSources = holds;
    this.#waker?.soon();
  }

  close(): void {
    this.#waker?.release();
    this.#setup.bells.close();
  }

  #numberOf(stage: Stage, subtask: number): number {
    return this.#firstOf.get(stage)! + subtask;
  }

  /** Sends what is kept and takes what has come, for a while. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      const { clock = monotonicClock } = this.#setup;
      const untilMs = elapsedBy(clock) + sliceMs;
      this.#setup.bells.wake();
      for (;;) {
        for (const out of this.#out.values()) if (out.isFull) out.flush();
        if (this.#takeNext()) {
          if (elapsedBy(clock) < untilMs) continue;
          this.#waker!.soon();
          break;
        }
        this.#setup.bells.rest();
        // Something may have come before others could see that this thread rests.
        if (!this.#hasNext()) break;
        this.#setup.bells.wake();
      }
    } finally {
      this.#isPumping = false;
    }
    this.#tellEnough();
    this.#setup.onLook?.();
  }

  /** Takes one entry of the first link that may go on, and of the others after it in turn. */
  #takeNext(): boolean {
    if (this.#waitsHere()) return false;
    let taken = false;
    for (const { from, link, behind } of this.#in) {
      if (!link.hasNext || behind.some((out) => out.isFull)) continue;
      if (link.take()) this.#setup.bells.ring(from);
      taken = true;
      if (this.#waitsHere()) break;
    }
    return taken;
  }

  #hasNext(): boolean {
    if (this.#waitsHere()) return false;
    return this.#in.some(({ link, behind }) => link.hasNext && !behind.some((out) => out.isFull));
  }

  /** Whether a sink of this thread has not taken what it was given, or an operator wants no more for now. */
  #waitsHere(): boolean {
    const { pending, wakeups, feeds } = this.#host!;
    if (pending.size > 0) {
      if (this.#isHeld) return true;
      this.#isHeld = true;
      feeds.held.begin();
      const goOn = (): void => {
        this.#isHeld = false;
        feeds.held.end();
        this.#waker!.soon();
      };
      Promise.all(pending).then(goOn, (error) => {
        goOn();
        this.#failure.reject(error);
      });
      return true;
    }
    this.#asksOthers = true;
    const waits = wakeups.waits() === "full";
    this.#asksOthers = false;
    return waits;
  }

  /** Tells those who send to subtasks that want nothing more. */
  #tellEnough(): void {
    for (const { at, receiver } of this.#watched) {
      if (receiver.needed || Atomics.exchange(this.#enough, at, 1) === 1) continue;
      for (const { from, to } of this.#links) if (to === this.#setup.own) this.#setup.bells.ring(from);
    }
  }
}

const nobody: Receiver = {
  receive: () => undefined,
  watermark: () => undefined,
  status: () => undefined,
  barrier: () => undefined,
  end: () => undefined,
  needed: false,
};

/** The subtasks of all stages, numbered through. */
function firstNumbers(stages: readonly Stage[]): ReadonlyMap<Stage, number> {
  const first = new Map<Stage, number>();
  let count = 0;
  for (const stage of stages) {
    first.set(stage, count);
    count += stage.parallelism;
  }
  return first;
}

/** Bytes that say of all subtasks whether they want more. */
export function enoughBytes(stages: readonly Stage[]): number {
  return (
    4 *
    Math.max(
      1,
      stages.reduce((sum, { parallelism }) => sum + parallelism, 0),
    )
  );
}
