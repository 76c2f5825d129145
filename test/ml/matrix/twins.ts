import { expect } from "vitest";
import { KernelMemory, twinNames } from "../../../ml/matrix/kernel-memory.ts";

const roomBytes = 2 ** 20;
const both = [KernelMemory.of(new Set(twinNames), roomBytes), KernelMemory.ofJavaScript(roomBytes)] as const;

/** What kernels give in WebAssembly and in JavaScript, which must be the same to the bit. */
export function sameInBoth<Given extends object>(run: (memory: KernelMemory) => Given): Given {
  const [wasm, javascript] = both.map((memory) => {
    memory.clear(roomBytes);
    return structuredClone(run(memory));
  });
  expect(wasm).toEqual(javascript);
  return wasm!;
}
