import { partialAt } from "../data/partial-columns.ts";
import { plainCopy } from "../data/plain-copy.ts";
import type { GroupState } from "../state/group-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import { type AggregationSpec, resultOf } from "./aggregation-spec.ts";

/** Lets a run be asked for the results of a key: those that its last change gave. */
export function askedGroups(
  groups: StateDeclaration<GroupState>,
  { names, foldings }: AggregationSpec,
  output: "rows" | "values",
): StateDeclaration<GroupState> {
  const give = (state: GroupState, key: number): unknown => {
    state.readAhead(Float64Array.of(key), undefined, 1);
    const { table } = state;
    const entry = table.find(key);
    if (entry < 0) return undefined;
    const results = foldings.map((folding, at): [string, unknown] => {
      const name = names[at]!;
      const made = resultOf(name, groups.name, () => folding.result(partialAt(table.partials[at]!, entry) as never));
      return [name, plainCopy(made, `the result ${name}`)];
    });
    return output === "values" ? results[0]![1] : Object.fromEntries(results);
  };
  return { ...groups, asked: { by: "step", give } };
}
