import type { PlanNode } from "../../plan/node.ts";
import type { RestoredRun } from "../execution.ts";
import { type Fit, fitCheckpoint } from "./fit-checkpoint.ts";
import { kindAsItWas, type StateFit, storedAsItWas, windowsAsTheyWere } from "./fit-state.ts";
import { schemasTable } from "./fit-text.ts";
import type { UpgradeOptions } from "./options.ts";
import type { LoadedCheckpoint } from "./store.ts";

/**
 * What a checkpoint holds, as the steps of a plan find it: by their names, or those that they are said to have had, with fields
 * changed where they are others now. Throws where state would be lost that nobody said may be, or does not fit.
 *
 * @param onMigrated Is told of each state that is not restored as it was.
 */
export function matchCheckpoint(
  loaded: LoadedCheckpoint,
  plan: readonly PlanNode[],
  parallelism: number,
  upgrade: UpgradeOptions,
  onMigrated: (text: string) => void = () => undefined,
): RestoredRun {
  const { fits, restored } = fitCheckpoint(loaded, plan, parallelism, upgrade);
  for (const fit of fits) {
    if (fit.outcome === "unmatched") throw unmatched(loaded.path, fit);
    if (fit.outcome === "refused") throw unfit(loaded.path, fit);
  }
  for (const { what, step, outcome, changes } of fits) {
    if (outcome !== "migrated" || typeof what === "string") continue;
    onMigrated(
      `The state ${JSON.stringify(what.state)} of ${step} was changed as it was restored: ${changes.join(", ")}`,
    );
  }
  return restored();
}

function unmatched(path: string, { what, step, was, missing, names }: Fit): TypeError {
  const id = was ?? step;
  const got =
    what === "position"
      ? `the positions of source ${id}`
      : what === "prepared"
        ? `what sink ${id} has prepared`
        : missing === "step"
          ? `state of ${id}`
          : `the state ${JSON.stringify(what.state)} of ${id}`;
  return new TypeError(
    `Cannot restore ${JSON.stringify(path)} as what it holds must be taken by a step of the job: got ${got}, which none of that name takes ` +
      `(there are ${names.join(", ") || "none"}); give the step the name it had, say what its name was (upgrade.steps), ` +
      'or let go of it (unmatched: "drop")',
  );
}

/** Partial matches of a pattern, say, go on in the same one or not at all: nothing that could be said would change them. */
function remedyFor(step: string, { problem }: StateFit): string {
  return [storedAsItWas, kindAsItWas, windowsAsTheyWere].includes(problem!)
    ? 'let go of it, by another name of the step and unmatched: "drop"'
    : `say what has changed by upgrade.migrate[${JSON.stringify(step)}]`;
}

function unfit(path: string, { what, step, fit }: Fit): TypeError {
  const state = typeof what === "string" ? what : what.state;
  return new TypeError(
    `Cannot restore ${JSON.stringify(path)} as the state ${JSON.stringify(state)} of ${step} must fit the job: ${fit!.problem!}; ` +
      `${remedyFor(step, fit!)}, or restore with the job that wrote it\n\n${schemasTable(step, state, fit!)}`,
  );
}
