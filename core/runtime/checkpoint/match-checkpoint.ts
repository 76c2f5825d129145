import type { Operator } from "../../operators/operator.ts";
import { deadLetterSinks, type PlanNode } from "../../plan/node.ts";
import type { SegmentSnapshot, StateSnapshot } from "../../state/state.ts";
import { sinkIds } from "../dead-letters.ts";
import type { RestoredRun } from "../execution.ts";
import type { SubtaskSnapshot } from "../snapshot.ts";
import { type Stage, stagesOf } from "../stage.ts";
import type { UpgradeOptions } from "./options.ts";
import type { LoadedCheckpoint } from "./store.ts";

/**
 * What a checkpoint holds, as the steps of a plan find it: by their names, or those that they are said to have had. Throws
 * where state would be lost that nobody said may be.
 */
export function matchCheckpoint(
  { path, manifest, stages }: LoadedCheckpoint,
  plan: readonly PlanNode[],
  parallelism: number,
  upgrade: UpgradeOptions,
): RestoredRun {
  const known = new Map(allStages(stagesOf(plan, parallelism)).map((stage) => [stage.id, stage]));
  const renamed = (id: string): string => upgrade.steps?.[id] ?? id;
  const mayDrop = upgrade.unmatched === "drop";
  const restored = new Map<string, readonly SubtaskSnapshot[]>();
  for (const [id, given] of stages) {
    const subtasks = given.map((one) => withNames(one, upgrade.states?.[renamed(id)]));
    const stage = known.get(renamed(id));
    if (stage !== undefined && stage.node.kind !== "source" && stage.node.kind !== "sink") {
      restored.set(renamed(id), mayDrop ? subtasks.map((one) => withoutUnknown(one, stage)) : subtasks);
      if (!mayDrop) refuseUnknown(path, id, subtasks, stage);
    } else if (!mayDrop && subtasks.some(keepsSomething)) throw unmatched(path, `state of ${id}`, [...known.keys()]);
  }
  const letters = new Set(sinkIds(deadLetterSinks(plan)).map(([id]) => id));
  for (const { id, splits } of manifest.sources) {
    if (mayDrop || splits.length === 0 || known.has(renamed(id))) continue;
    throw unmatched(path, `the positions of source ${id}`, [...known.keys()]);
  }
  // What is prepared is never dropped: it would be lost.
  for (const { id } of manifest.sinks)
    if (!known.has(renamed(id))) throw unmatched(path, `what sink ${id} has prepared`, [...known.keys()]);
  for (const { id } of manifest.deadLetters)
    if (!letters.has(id)) throw unmatched(path, `what sink ${id} has prepared`, [...letters]);
  const byName = <Stored extends { readonly id: string }>(all: readonly Stored[]): Stored[] =>
    all.map((one) => ({ ...one, id: renamed(one.id) }));
  const { sources, sinks, deadLetters } = manifest;
  return { stages: restored, manifest: { sources: byName(sources), sinks: byName(sinks), deadLetters } };
}

/** With those of the bodies of loops. */
function allStages(stages: readonly Stage[]): Stage[] {
  return stages.flatMap((stage) => {
    const { node, id, parallelism } = stage;
    return node.kind === "loop" ? [stage, ...allStages(stagesOf(node.body, parallelism, `${id} / `))] : [stage];
  });
}

function declaredBy({ node }: Stage): ReadonlySet<string> | undefined {
  const operator: Operator | undefined = node.kind === "operator" ? node.operator : undefined;
  return operator && new Set((operator.state ?? []).map(({ name }) => name));
}

function withNames(snapshot: SubtaskSnapshot, names: Readonly<Record<string, string>> | undefined): SubtaskSnapshot {
  if (names === undefined) return snapshot;
  return { ...snapshot, states: new Map([...snapshot.states].map(([name, state]) => [names[name] ?? name, state])) };
}

function withoutUnknown(snapshot: SubtaskSnapshot, stage: Stage): SubtaskSnapshot {
  const declared = declaredBy(stage);
  if (declared === undefined) return snapshot;
  return { ...snapshot, states: new Map([...snapshot.states].filter(([name]) => declared.has(name))) };
}

function refuseUnknown(path: string, id: string, subtasks: readonly SubtaskSnapshot[], stage: Stage): void {
  const declared = declaredBy(stage);
  if (declared === undefined) return;
  for (const { states } of subtasks) {
    for (const [name, { snapshot }] of states) {
      if (declared.has(name) || isEmpty(snapshot)) continue;
      throw unmatched(path, `the state ${JSON.stringify(name)} of ${id}`, [...declared]);
    }
  }
}

function keepsSomething({ states }: SubtaskSnapshot): boolean {
  return [...states.values()].some(({ snapshot }) => !isEmpty(snapshot));
}

function isEmpty(snapshot: StateSnapshot | SegmentSnapshot): boolean {
  if (snapshot.scope === "segments") return snapshot.segments.length === 0;
  if (snapshot.scope === "keyed") return snapshot.groups.size === 0;
  return snapshot.scope === "pieces" ? snapshot.pieces.length === 0 : snapshot.parts.length === 0;
}

function unmatched(path: string, what: string, names: readonly string[]): TypeError {
  return new TypeError(
    `Cannot restore ${JSON.stringify(path)} as what it holds must be taken by a step of the job: got ${what}, which none of that name takes ` +
      `(there are ${names.join(", ") || "none"}); give the step the name it had, say what its name was (upgrade.steps), ` +
      'or let go of it (unmatched: "drop")',
  );
}
