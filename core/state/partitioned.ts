import { decodeValue, encodeValue } from "../data/codec.ts";
import { listBytes, pieceBytes, type Recoverable, type StateDeclaration, type StateSnapshot } from "./state.ts";

/**
 * The state of rows that belong together since they are in one subtask, not by a key: a restore gives it to the same
 * subtask, another parallelism deals out the partitions among the subtasks, those that meet as one.
 */
export function partitioned<Handle>(declaration: StateDeclaration<Handle>): StateDeclaration<Handle> {
  if (typeof declaration?.create !== "function") {
    throw new TypeError(
      `Cannot keep state by partition as it must be declared: got ${declaration === null ? "null" : typeof declaration}; ` +
        'use for instance partitioned(valueState("seen"))',
    );
  }
  const { onDisk: _, ...inMemory } = declaration;
  return {
    ...inMemory,
    scope: "operator",
    form: `partition(${declaration.form})`,
    create: (host) => inPartition(declaration.create({ ...host, disk: undefined })),
  };
}

function inPartition<Handle>(handle: Handle & Recoverable): Handle & Recoverable {
  // The handle itself, with its own getters.
  return Object.create(handle as object, {
    snapshot: { value: (): StateSnapshot => ({ scope: "list", parts: [encodeValue(storedOf(handle.snapshot()))] }) },
    restore: {
      value: (parts: readonly StateSnapshot[]): void =>
        handle.restore(listBytes(parts).map((bytes) => restoredOf(decodeValue(bytes) as Stored))),
    },
    eachKey: { value: handle.eachKey?.bind(handle) },
    footprint: { value: handle.footprint?.bind(handle) },
  }) as Handle & Recoverable;
}

type Stored = readonly [scope: StateSnapshot["scope"], parts: readonly (readonly [group: number, bytes: Uint8Array])[]];

function storedOf(snapshot: StateSnapshot): Stored {
  if (snapshot.scope === "keyed") return [snapshot.scope, [...snapshot.groups]];
  if (snapshot.scope === "pieces") return [snapshot.scope, pieceBytes([snapshot]).map((bytes, at) => [at, bytes])];
  return [snapshot.scope, snapshot.parts.map((bytes, at) => [at, bytes])];
}

function restoredOf([scope, parts]: Stored): StateSnapshot {
  if (scope === "keyed") return { scope, groups: new Map(parts) };
  if (scope === "pieces") return { scope, pieces: parts.map(([id, bytes]) => ({ id, take: () => bytes })) };
  return { scope, parts: parts.map(([, bytes]) => bytes) };
}
