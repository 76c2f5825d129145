/** A module of WebAssembly that imports a memory and exports functions of numbers. */
export interface WasmModule {
  /**
   * Runs it on a memory of its own: one that grows to so many pages, and of which views stay what they are when it does, for a
   * module that was compiled for such a one. Throws where there is no room for it.
   */
  start(sharedPages?: number): WasmInstance;
}

export interface WasmInstance {
  call(name: string, ...given: readonly number[]): number;
  /** The memory; another one after `grow`, when views of the one before have no length any more, unless it is shared. */
  buffer(): ArrayBuffer;
  /** Makes it so many pages of 64 KB longer. Throws where it cannot be. */
  grow(pages: number): void;
}

/** What of the global is used: the compiler knows it only among the types of browsers. */
interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...given: readonly number[]) => number>> };
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** Undefined where the runtime has no WebAssembly, or not all that the module asks for (16 bytes at a time). */
export function compileWasm(base64: string): WasmModule | undefined {
  const wasm = (globalThis as { readonly WebAssembly?: WasmGlobal }).WebAssembly;
  if (wasm === undefined) return undefined;
  try {
    const module = new wasm.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    return { start: (sharedPages) => started(wasm, module, sharedPages) };
  } catch {
    return undefined;
  }
}

function started(wasm: WasmGlobal, module: object, sharedPages: number | undefined): WasmInstance {
  const shared = sharedPages === undefined ? {} : { maximum: sharedPages, shared: true };
  const memory = new wasm.Memory({ initial: 1, ...shared });
  const { exports } = new wasm.Instance(module, { env: { memory } });
  return {
    call: (name, ...given) => exports[name]!(...given),
    buffer: () => memory.buffer,
    grow: (pages) => void memory.grow(pages),
  };
}
