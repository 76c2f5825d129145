import type { Aggregation } from "../../core/mod.ts";

/** The type of the events that a step of a match holds. */
export type EventOf<Held> = Held extends readonly (infer Event)[] ? Event : never;

/**
 * What a partial match has accepted so far, as a condition sees it: the event that is being looked at is not among it.
 * Only to be read during the call.
 */
export interface Accepted<Steps> {
  /** The events of a step, oldest first; none where it has none yet. */
  all<Name extends keyof Steps>(step: Name): readonly EventOf<Steps[Name]>[];
  first<Name extends keyof Steps>(step: Name): EventOf<Steps[Name]> | undefined;
  last<Name extends keyof Steps>(step: Name): EventOf<Steps[Name]> | undefined;
  count(step: keyof Steps): number;
  /**
   * An aggregate over the events of a step: `match.aggregate("small", total)`. It is kept with what it stands on, so each
   * event is added once however often it is asked for; so give the same aggregation each time, made outside of the condition.
   */
  aggregate<Name extends keyof Steps, Result>(
    step: Name,
    aggregation: Aggregation<EventOf<Steps[Name]>, Result>,
  ): Result;
  /** When the event that is being looked at happened, ms: event time, or by the clock where the pattern is. */
  readonly time: number;
}
