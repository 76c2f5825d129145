import { type Clock, directFolder } from "../platform/mod.ts";
import type { StateDisk } from "../state/state.ts";
import type { StateOnDisk } from "./options.ts";
import type { Stage } from "./stage.ts";

const defaultMemoryBytes = 512 * 2 ** 20;

/** A folder for the state of a run, and what each piece of state gets of the memory. */
export interface RunDisk {
  readonly share: StateDisk;
  close(): void;
}

/**
 * Undefined where state stays in memory.
 *
 * @param warn Is told, once, where memory is too small even for the index of the keys.
 */
export function stateDisk(
  stages: readonly Stage[],
  options: StateOnDisk | undefined,
  warn: (text: string) => void = (text) => console.warn(text),
  clock?: Clock,
): RunDisk | undefined {
  if (options === undefined) return undefined;
  const pieces = stages.reduce((sum, { node, parallelism }) => {
    const states = node.kind === "operator" ? (node.operator.state ?? []) : [];
    const onDisk = states.filter((state) => state.onDisk === true);
    return sum + parallelism * onDisk.reduce((all, { diskWeight = 1 }) => all + diskWeight, 0);
  }, 0);
  const folder = directFolder(options.disk, clock);
  const allBytes = options.memoryBytes ?? defaultMemoryBytes;
  const memoryBytes = allBytes / Math.max(1, pieces);
  let isTold = false;
  const onLargeIndex = (indexBytes: number, keys: number): void => {
    if (isTold) return;
    isTold = true;
    warn(largeIndex({ indexBytes, keys, memoryBytes, allBytes }));
  };
  return { share: { folder, memoryBytes, onLargeIndex }, close: () => folder.close() };
}

interface LargeIndex {
  readonly indexBytes: number;
  readonly keys: number;
  readonly memoryBytes: number;
  readonly allBytes: number;
}

function largeIndex({ indexBytes, keys, memoryBytes, allBytes }: LargeIndex): string {
  return (
    "State on disk takes more memory than it should as the index of its keys stays there: that of one state, in one subtask, has " +
    `${keys.toLocaleString("en-US")} keys and takes ${sizeText(indexBytes)} of the ${sizeText(memoryBytes)} that is its share ` +
    `(state.memoryBytes: ${sizeText(allBytes)} in all); raise it (--state-memory), or let state expire (ttl)`
  );
}

function sizeText(bytes: number): string {
  const [size, unit] = bytes < 2 ** 20 ? [bytes / 2 ** 10, "KiB"] : [bytes / 2 ** 20, "MiB"];
  return `${size.toLocaleString("en-US", { maximumFractionDigits: 2 })} ${unit}`;
}
