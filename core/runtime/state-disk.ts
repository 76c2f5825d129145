import { directFolder } from "../platform/mod.ts";
import type { StateDisk } from "../state/state.ts";
import type { StateOnDisk } from "./options.ts";
import type { Stage } from "./stage.ts";

const defaultMemoryBytes = 512 * 2 ** 20;

/** A folder for the state of a run, and what each piece of state gets of the memory. */
export interface RunDisk {
  readonly share: StateDisk;
  close(): void;
}

/** Undefined where state stays in memory. */
export function stateDisk(stages: readonly Stage[], options: StateOnDisk | undefined): RunDisk | undefined {
  if (options === undefined) return undefined;
  const pieces = stages.reduce((sum, { node, parallelism }) => {
    const states = node.kind === "operator" ? (node.operator.state ?? []) : [];
    return sum + parallelism * states.filter(({ onDisk }) => onDisk === true).length;
  }, 0);
  const folder = directFolder(options.disk);
  return {
    share: { folder, memoryBytes: (options.memoryBytes ?? defaultMemoryBytes) / Math.max(1, pieces) },
    close: () => folder.close(),
  };
}
