import { deadLetterSinks, givesChanges, nodesOf, type PlanNode } from "./node.ts";

const takesNothingBack = {
  as: "it cannot take back what it did",
  remedy: "use changelog() before it, which makes a row of each change, or a window, or run it on bounded data",
} as const;

/** Refuses plans that cannot be right, with the step and the remedy. */
export function validate(roots: readonly PlanNode[]): void {
  refuseSharedPlaces(roots);
  for (const node of nodesOf(roots)) {
    if (node.kind === "operator" && node.operator.changes === undefined && node.inputs.some(givesChanges)) {
      const { as, remedy } = node.operator.refusesChanges ?? takesNothingBack;
      throw new TypeError(
        `Cannot run ${node.name} on a changelog as ${as}: got updates from ${changeSource(node)}; ${remedy}`,
      );
    }
    if (node.kind === "loop") {
      if (node.inputs.some(givesChanges)) throw new TypeError(changesInto(node));
      validate(node.body);
    }
    if (node.kind === "sink" && node.sink.changes === undefined && givesChanges(node.input)) {
      throw new TypeError(
        `Cannot write a changelog to ${node.name} as it only takes new rows: got updates from ${changeSource(node)}; ` +
          "use changelog() before it, which makes a row of each change, a window, bounded data, or a sink that takes changes",
      );
    }
  }
}

function changesInto(node: PlanNode & { readonly kind: "loop" }): string {
  return (
    `Cannot iterate over a changelog in ${node.name} as its rounds begin with rows, not with changes: got updates from ${changeSource(node)}; ` +
    "run it on bounded data, or put a window before it"
  );
}

/** Of two sinks on one file the last to commit would win, without a word. */
function refuseSharedPlaces(roots: readonly PlanNode[]): void {
  const sinks = nodesOf(roots).flatMap((node) => (node.kind === "sink" ? [node.sink] : []));
  const taken = new Map<string, string>();
  for (const { name, place } of [...sinks, ...deadLetterSinks(roots)]) {
    if (place === undefined) continue;
    const other = taken.get(place);
    if (other !== undefined) {
      throw new TypeError(
        `Cannot write to ${name} as only one sink of a run may write to a place: got ${other} as well, and both mean ${JSON.stringify(place)}; ` +
          "unite the datasets before one sink, or give each sink its own name",
      );
    }
    taken.set(place, name);
  }
}

function changeSource(node: PlanNode): string {
  const origin = nodesOf([node]).find((each) => each.kind === "operator" && each.operator.gives === "changes");
  return origin?.kind === "operator" ? origin.name : "its input";
}
