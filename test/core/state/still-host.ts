import { defaultMaxParallelism } from "../../../core/data/key-group.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import type { StateHost } from "../../../core/state/state.ts";

/** What state asks of the operator that has it, where time stands still. */
export function stillHost(): StateHost {
  return {
    keys: keySpace(defaultMaxParallelism),
    maxParallelism: defaultMaxParallelism,
    clock: { nowMs: () => 0 },
    watermark: () => 0,
  };
}
