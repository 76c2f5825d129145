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

/** Steps of which some come once or more. */
export type Repeated<Steps, Last> = {
  readonly [Each in keyof Steps]: Each extends Last
    ? readonly [EventOf<Steps[Each]>, ...EventOf<Steps[Each]>[]]
    : Steps[Each];
};

/** Steps of which some may have no event. */
export type Optional<Steps, Last> = {
  readonly [Each in keyof Steps]: Each extends Last ? readonly EventOf<Steps[Each]>[] : Steps[Each];
};

/** Steps of which some take only events of a narrower type. */
export type Narrowed<Steps, Last, Event> = {
  readonly [Each in keyof Steps]: Each extends Last ? readonly [Event] : Steps[Each];
};

/** The steps of several patterns, each of which may have no events. */
export type AnyOf<Patterns extends readonly { readonly match: unknown }[]> = Optional<
  StepsOfAll<Patterns[number]["match"]>,
  string
>;

type StepsOfAll<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? { readonly [Each in keyof All]: All[Each] }
  : never;
