import type { StoredPosition } from "../../io/source.ts";
import type { Execution } from "../execution.ts";
import type { Manifest } from "./manifest.ts";

/** Tells sources that want to know of it how far the run would go on from. Nothing depends on it: what fails is only said. */
export async function tellSources(
  { stages, host }: Pick<Execution, "stages" | "host">,
  { sources }: Pick<Manifest, "sources">,
  onWarning: (text: string) => void,
): Promise<void> {
  for (const { id, node } of stages) {
    if (node.kind !== "source" || node.source.stored === undefined) continue;
    const splits = sources.find((source) => source.id === id)?.splits ?? [];
    const positions = new Map(splits.map(({ id: split, at }): [string, StoredPosition] => [split, at]));
    const doing = `tell ${node.name} how far it is`;
    try {
      await host.edges.io(doing, () => node.source.stored!(positions));
    } catch (error) {
      onWarning(error instanceof Error ? error.message : String(error));
    }
  }
}
