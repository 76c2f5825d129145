import type { Learned } from "../stages/learned.ts";
import type { Milestone, Training, TrainingStep } from "./learner.ts";

/** What the last milestone of an earlier training on the same rows has kept; undefined where there was none. */
export function* earlierState<State extends Learned>(): Training<State | undefined> {
  return (yield { isAsked: true }) as State | undefined;
}

/** A place from which the training can go on: `state` is called where it is to be kept. */
export function* milestone(state: () => Learned): Training<void> {
  yield { state };
}

function isMilestone(step: TrainingStep): step is Milestone {
  return typeof step === "object";
}

/**
 * A training within another one: what it keeps is kept beside what that one has so far, by names that begin with `inner.`.
 *
 * @param outer What the outer one has.
 * @param earlier What was kept of both; undefined where the inner one begins.
 */
export function* within<Model>(
  training: Training<Model>,
  outer: () => Learned,
  earlier: Learned | undefined,
): Training<Model> {
  let step = training.next();
  while (!step.done) {
    const wanted = step.value;
    if (!isMilestone(wanted)) step = training.next(yield wanted);
    else if ("isAsked" in wanted) step = training.next(stateNamed("inner", earlier));
    else {
      yield { state: () => ({ ...outer(), ...named("inner", wanted.state()) }) };
      step = training.next();
    }
  }
  return step.value;
}

/** A state whose names begin with another. */
export function named(name: string, state: Learned): Learned {
  return Object.fromEntries(Object.entries(state).map(([own, value]) => [`${name}.${own}`, value]));
}

/** What `named` has put beside other things; undefined where it has put nothing there. */
export function stateNamed(name: string, state: Learned | undefined): Learned | undefined {
  const own = Object.entries(state ?? {}).filter(([key]) => key.startsWith(`${name}.`));
  if (own.length === 0) return undefined;
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}
