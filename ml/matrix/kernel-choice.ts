import { type Clock, monotonicClock } from "../../core/mod.ts";
import { KernelMemory, type TwinName, twinNames } from "./kernel-memory.ts";
import { trialBytes, trialsIn } from "./kernel-trials.ts";

/** Work on fewer bytes is done before WebAssembly has begun. */
const fewBytes = 2 ** 23;
/** … and each memory of a training for itself holds address space. */
const smallBytes = 2 ** 20;

let askedBytes = 0;
let blocks = KernelMemory.ofJavaScript(0);
let known: ReadonlySet<TwinName> | undefined;

/**
 * A memory of so many bytes for one block of rows: what lies in it does not stay, as the next block gets the same one. Kernels run in
 * JavaScript at first, and those that are faster in WebAssembly there once there is more to do; results are the same.
 */
export function blockMemory(sizeBytes: number): KernelMemory {
  askedBytes += sizeBytes;
  if (known === undefined && askedBytes > fewBytes) {
    known = fasterInWasm(monotonicClock);
    blocks = KernelMemory.of(known, sizeBytes);
  }
  blocks.clear(sizeBytes);
  return blocks;
}

/** A memory of so many bytes that is not shared. */
export function ownMemory(sizeBytes: number): KernelMemory {
  if (sizeBytes < smallBytes) return KernelMemory.ofJavaScript(sizeBytes);
  known ??= fasterInWasm(monotonicClock);
  return KernelMemory.of(known, sizeBytes);
}

/** The kernels that are faster in WebAssembly on this machine, by this clock. */
export function fasterInWasm(clock: Clock): ReadonlySet<TwinName> {
  const [wasm, javascript] = [
    trialsIn(KernelMemory.of(new Set(twinNames), trialBytes)),
    trialsIn(KernelMemory.ofJavaScript(trialBytes)),
  ];
  return new Set(twinNames.filter((name) => fastest(wasm[name], clock) < fastest(javascript[name], clock)));
}

const trials = 8;

/** Milliseconds of the best of some runs: the first ones are for the compilers. */
function fastest(run: () => void, clock: Clock): number {
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < trials; trial++) {
    const start = clock.nowMs();
    run();
    best = Math.min(best, clock.nowMs() - start);
  }
  return best;
}
