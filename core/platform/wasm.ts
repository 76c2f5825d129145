/** A module of WebAssembly that imports a memory and exports functions of numbers. */
export interface WasmModule {
  /** Runs it on a memory of its own. Throws where there is no room for one. */
  start(): WasmInstance;
}

export interface WasmInstance {
  call(name: string, argument: number): number;
  /** The memory; another one after `grow`, when views of the one before have no length any more. */
  buffer(): ArrayBuffer;
  /** Makes it so many pages of 64 KB longer. */
  grow(pages: number): void;
}

/** What of the global is used: the compiler knows it only among the types of browsers. */
interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (argument: number) => number>> };
  readonly Memory: new (size: {
    readonly initial: number;
  }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** Undefined where the runtime has no WebAssembly, or not all that the module asks for (16 bytes at a time). */
export function compileWasm(base64: string): WasmModule | undefined {
  const wasm = (globalThis as { readonly WebAssembly?: WasmGlobal }).WebAssembly;
  if (wasm === undefined) return undefined;
  try {
    const module = new wasm.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    return { start: () => started(wasm, module) };
  } catch {
    return undefined;
  }
}

function started(wasm: WasmGlobal, module: object): WasmInstance {
  const memory = new wasm.Memory({ initial: 1 });
  const { exports } = new wasm.Instance(module, { env: { memory } });
  return {
    call: (name, argument) => exports[name]!(argument),
    buffer: () => memory.buffer,
    grow: (pages) => void memory.grow(pages),
  };
}
