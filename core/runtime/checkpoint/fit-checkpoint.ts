import { own } from "../../data/own.ts";
import type { Operator } from "../../operators/operator.ts";
import { deadLetterSinks, type PlanNode } from "../../plan/node.ts";
import { sinkIds } from "../dead-letters.ts";
import type { RestoredRun } from "../execution.ts";
import type { StoredState, SubtaskSnapshot } from "../snapshot.ts";
import { allStagesOf, keyShapeOf, type Stage } from "../stage.ts";
import { fitState, isNothing, type StateFit } from "./fit-state.ts";
import type { UpgradeOptions } from "./options.ts";
import type { LoadedCheckpoint } from "./store.ts";

/** What becomes of a piece of a checkpoint in a job. */
export interface Fit {
  /** The step: of the job, or, where it has none for it, of the checkpoint. */
  readonly step: string;
  /** What it was called, where that is something else. */
  readonly was: string | undefined;
  readonly what: { readonly state: string } | "position" | "prepared";
  /** `"unmatched"`: the job has nothing that takes it, and nobody said that it may go. */
  readonly outcome: "kept" | "migrated" | "dropped" | "refused" | "unmatched" | "new";
  /** What of it is not as it was, in words. */
  readonly changes: readonly string[];
  /** Of state that does not fit, or was changed: what it was made of and what it is to be. */
  readonly fit: StateFit | undefined;
  /** Where nothing takes it: what there is none of that name, and the names that there are. */
  readonly missing: "step" | "state" | undefined;
  readonly names: readonly string[];
}

export interface CheckpointFit {
  readonly fits: readonly Fit[];
  /** All as the steps of the plan take it. */
  restored(): RestoredRun;
}

/** Steps are found by their names, or those that they are said to have had; what they keep by their schemas. Reads state, changes none. */
export function fitCheckpoint(
  { manifest, stages }: LoadedCheckpoint,
  plan: readonly PlanNode[],
  parallelism: number,
  upgrade: UpgradeOptions,
): CheckpointFit {
  const known = new Map(allStagesOf(plan, parallelism).map((stage) => [stage.id, stage]));
  const ofSteps = [...known.keys()];
  const letters = sinkIds(deadLetterSinks(plan)).map(([id]) => id);
  const nameOf = (id: string): string => own(upgrade.steps, id) ?? id;
  const steps = [...stages].map(([id, subtasks]) => new StepState(id, nameOf(id), subtasks, known, upgrade));
  const areSame = haveSameSubtasks(known, steps);
  const mayDrop = upgrade.unmatched === "drop";
  const edge = (
    what: "position" | "prepared",
    id: string,
    step: string,
    names: readonly string[],
    may: boolean,
  ): Fit => {
    const isThere = names.includes(step);
    const outcome = isThere ? "kept" : may ? "dropped" : "unmatched";
    return { ...named(id, step), what, outcome, changes: [], fit: undefined, missing: "step", names };
  };
  const read = manifest.sources.filter(({ splits }) => splits.length > 0);
  // What is prepared is never dropped: it would be lost.
  return {
    fits: [
      ...steps.flatMap((step) => step.fits),
      ...newStates(known, new Set(steps.map(({ step }) => step))),
      ...read.map(({ id }) => edge("position", id, nameOf(id), ofSteps, mayDrop)),
      ...manifest.sinks.map(({ id }) => edge("prepared", id, nameOf(id), ofSteps, false)),
      ...manifest.deadLetters.map(({ id }) => edge("prepared", id, id, letters, false)),
    ],
    restored: () => ({
      stages: new Map(steps.flatMap((step) => step.restored(areSame))),
      manifest: {
        sources: manifest.sources.map((one) => ({ ...one, id: nameOf(one.id) })),
        sinks: manifest.sinks.map((one) => ({ ...one, id: nameOf(one.id) })),
        deadLetters: manifest.deadLetters,
      },
    }),
  };
}

/** Whether each channel is what it was: of steps that are all there, in as many subtasks. A step has as many at any parallelism where it has one. */
function haveSameSubtasks(known: ReadonlyMap<string, Stage>, steps: readonly StepState[]): boolean {
  const counts = new Map(steps.map(({ step, subtasks }) => [step, subtasks.length]));
  const keeping = [...known].filter(([, { node }]) => node.kind !== "source" && node.kind !== "sink");
  return counts.size === keeping.length && keeping.every(([step, { parallelism }]) => counts.get(step) === parallelism);
}

const nothing = { changes: [], fit: undefined, missing: undefined, names: [] } as const;

function named(id: string, step: string): Pick<Fit, "step" | "was"> {
  return { step, was: id === step ? undefined : id };
}

/** State of steps that the checkpoint does not have. */
function newStates(known: ReadonlyMap<string, Stage>, stored: ReadonlySet<string>): Fit[] {
  return [...known].flatMap(([step, stage]) => {
    if (stored.has(step)) return [];
    return (operatorOf(stage)?.state ?? []).map(({ name }): Fit => {
      return { step, was: undefined, what: { state: name }, outcome: "new", ...nothing };
    });
  });
}

function operatorOf({ node }: Stage): Operator | undefined {
  return node.kind === "operator" ? node.operator : undefined;
}

/** What the subtasks of a step of the checkpoint remembered. */
class StepState {
  readonly fits: readonly Fit[];
  readonly step: string;
  readonly subtasks: readonly SubtaskSnapshot[];
  readonly #stage: Stage | undefined;
  readonly #byState = new Map<string, StateFit>();
  readonly #dropped = new Set<string>();

  constructor(
    id: string,
    step: string,
    subtasks: readonly SubtaskSnapshot[],
    known: ReadonlyMap<string, Stage>,
    upgrade: UpgradeOptions,
  ) {
    this.step = step;
    this.subtasks = subtasks.map((one) => withNames(one, own(upgrade.states, step)));
    const stage = known.get(step);
    this.#stage = stage?.node.kind === "source" || stage?.node.kind === "sink" ? undefined : stage;
    this.fits = this.#fitsOf(id, [...known.keys()], upgrade);
  }

  /** Nothing where the job has no such step. Where channels are not what they were, the least watermark of each subtask's is kept. */
  restored(areChannelsSame: boolean): [string, readonly SubtaskSnapshot[]][] {
    if (this.#stage === undefined) return [];
    return [
      [
        this.step,
        this.subtasks.map((one) => ({
          ...one,
          states: this.#restoredStates(one),
          watermarks: areChannelsSame ? one.watermarks : [Math.min(...one.watermarks)],
        })),
      ],
    ];
  }

  #restoredStates({ states }: SubtaskSnapshot): ReadonlyMap<string, StoredState> {
    const kept = [...states].filter(([name]) => !this.#dropped.has(name));
    return new Map(kept.map(([name, state]) => [name, this.#byState.get(name)?.migrated(state) ?? state]));
  }

  #fitsOf(id: string, steps: readonly string[], upgrade: UpgradeOptions): Fit[] {
    const operator = this.#stage && operatorOf(this.#stage);
    const declared = new Map((operator?.state ?? []).map((one) => [one.name, one]));
    const stored = Map.groupBy(
      this.subtasks.flatMap(({ states }) => [...states]),
      ([name]) => name,
    );
    const migration = own(upgrade.migrate, this.step) ?? {};
    const fits = [...stored].flatMap(([name, ofSubtasks]): Fit[] => {
      const states = ofSubtasks.map(([, state]) => state);
      const base = { ...named(id, this.step), what: { state: name }, ...nothing };
      // What a loop keeps for itself is its own.
      if (this.#stage !== undefined && operator === undefined) return [{ ...base, outcome: "kept" }];
      const declaration = declared.get(name);
      if (declaration === undefined) {
        this.#dropped.add(name);
        if (states.every(({ snapshot }) => isNothing(snapshot))) return [];
        const outcome = upgrade.unmatched === "drop" ? "dropped" : "unmatched";
        if (this.#stage === undefined) return [{ ...base, outcome, missing: "step", names: steps }];
        return [{ ...base, outcome, missing: "state", names: [...declared.keys()] }];
      }
      const fit = fitState(states, { declared: declaration, keyShape: keyShapeOf(this.#stage!), migration });
      this.#byState.set(name, fit);
      return [{ ...base, outcome: fit.outcome, changes: fit.changes, fit }];
    });
    const isNew = [...declared.keys()].filter((name) => !stored.has(name));
    const news = isNew.map((name): Fit => {
      return { ...named(id, this.step), what: { state: name }, outcome: "new", ...nothing };
    });
    return [...fits, ...news];
  }
}

function withNames(snapshot: SubtaskSnapshot, names: Readonly<Record<string, string>> | undefined): SubtaskSnapshot {
  if (names === undefined) return snapshot;
  return {
    ...snapshot,
    states: new Map([...snapshot.states].map(([name, state]) => [own(names, name) ?? name, state])),
  };
}
