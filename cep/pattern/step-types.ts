import type { EventOf } from "./accepted.ts";

/** Steps with one more: an event each. */
export type With<Steps, Name extends string, Event> = {
  readonly [Each in keyof Steps | Name]: Each extends keyof Steps ? Steps[Each] : readonly [Event];
};

/** Steps of both. */
export type Both<Steps, More> = {
  readonly [Each in keyof Steps | keyof More]: Each extends keyof Steps
    ? Steps[Each]
    : Each extends keyof More
      ? More[Each]
      : never;
};

/** Steps of which some come once or more. What may be left out in one round, or be another alternative, may be in all. */
export type Repeated<Steps, Last> = {
  readonly [Each in keyof Steps]: Each extends Last ? Many<Steps[Each]> : Steps[Each];
};

type Many<Held> = Held extends readonly [infer Event, ...unknown[]]
  ? readonly [Event, ...Event[]]
  : readonly EventOf<Held>[];

/** Steps of which some may have no event. */
export type Optional<Steps, Last> = {
  readonly [Each in keyof Steps]: Each extends Last ? readonly EventOf<Steps[Each]>[] : Steps[Each];
};

/** Steps of which some come so many times at least: none where that may be 0. */
export type RepeatedFrom<Steps, Last, From extends number> = 0 extends From
  ? Optional<Steps, Last>
  : Repeated<Steps, Last>;

/** Steps of which some take only events that are of a type, too. */
export type Narrowed<Steps, Last, Event> = {
  readonly [Each in keyof Steps]: Each extends Last
    ? Of<Steps[Each], [Event] extends [EventOf<Steps[Each]>] ? Event : Event & EventOf<Steps[Each]>>
    : Steps[Each];
};

/** Steps of which some take events of a type as well. */
export type Widened<Steps, Last, Event> = {
  readonly [Each in keyof Steps]: Each extends Last ? Of<Steps[Each], Event | EventOf<Steps[Each]>> : Steps[Each];
};

/** As many events, of another type. */
type Of<Held, Event> = { readonly [At in keyof Held]: Event };

/** The steps of several patterns, each of which may have no events. */
export type AnyOf<Patterns extends readonly { readonly match: unknown }[]> = Optional<
  StepsOfAll<Patterns[number]["match"]>,
  string
>;

type StepsOfAll<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? { readonly [Each in keyof All]: All[Each] }
  : never;
