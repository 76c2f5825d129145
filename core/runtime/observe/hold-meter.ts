import { type Clock, elapsedBy } from "../../platform/mod.ts";

/** Time in which nothing more is read since something that was given has not been taken. */
export interface HoldMeter {
  begin(): void;
  end(): void;
  /** By now, ms of processing time. */
  heldMs(nowMs: number): number;
  /** How long they have done so in one go. */
  lastedMs(): number;
  /** Says who knows which steps hold, and which are held. */
  asks(who: () => Holding): void;
  /** How long a step could not go on, ms. */
  heldMsOf(step: string): number;
  /** How long a step was waited for, ms. */
  slowMsOf(step: string): number;
}

/** Names of the steps that have not taken what they were given, and of those before them. */
export interface Holding {
  readonly slow: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
}

const nobody: Holding = { slow: new Set(), held: new Set() };

export function holdMeter(clock: Clock): HoldMeter {
  let holding = 0;
  let sinceMs = 0;
  let totalMs = 0;
  let ask: () => Holding = () => nobody;
  let who = nobody;
  let notedMs = 0;
  const slowMs = new Map<string, number>();
  const heldMs = new Map<string, number>();
  // Who it is may change whenever somebody begins or ends to wait.
  const note = (): void => {
    const nowMs = elapsedBy(clock);
    addTo(slowMs, who.slow, nowMs - notedMs);
    addTo(heldMs, who.held, nowMs - notedMs);
    notedMs = nowMs;
    who = holding === 0 ? nobody : ask();
  };
  const until = (spent: ReadonlyMap<string, number>, steps: ReadonlySet<string>, step: string): number =>
    (spent.get(step) ?? 0) + (steps.has(step) ? elapsedBy(clock) - notedMs : 0);
  return {
    begin: () => {
      if (holding++ === 0) sinceMs = clock.nowMs();
      note();
    },
    end: () => {
      if (--holding === 0) totalMs += clock.nowMs() - sinceMs;
      note();
    },
    lastedMs: () => (holding > 0 ? clock.nowMs() - sinceMs : 0),
    heldMs: (nowMs) => totalMs + (holding > 0 ? nowMs - sinceMs : 0),
    asks: (asked) => {
      ask = asked;
    },
    heldMsOf: (step) => until(heldMs, who.held, step),
    slowMsOf: (step) => until(slowMs, who.slow, step),
  };
}

function addTo(spent: Map<string, number>, steps: ReadonlySet<string>, ms: number): void {
  for (const step of steps) spent.set(step, (spent.get(step) ?? 0) + ms);
}
