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

/** A training within another one, which has milestones of its own. */
export function* withoutMilestones<Model>(training: Training<Model>): Training<Model> {
  let step = training.next();
  while (!step.done) {
    if (!isMilestone(step.value)) yield step.value;
    step = training.next();
  }
  return step.value;
}
