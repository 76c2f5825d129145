import type { Graph } from "../../../../graph/mod.ts";
import { parts, type Replay } from "../replay.ts";

/** What hangs together. */
export const components: Readonly<Record<string, Replay>> = {
  components: sizesOfComponents,
  wccSizes: sizesOfComponents,
};

async function sizesOfComponents(one: Graph<number>): Promise<number[]> {
  return (await parts(one.connectedComponents(), "component")).map(({ length }) => length).sort((a, b) => b - a);
}
