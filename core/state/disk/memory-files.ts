import type { LogFolder } from "./segment.ts";

export interface MemoryFile {
  bytes: Uint8Array;
  length: number;
}

/** Files that are in memory, for logs that are read once. */
export function memoryFiles(): LogFolder {
  return {
    create: () => {
      const file: MemoryFile = { bytes: new Uint8Array(1024), length: 0 };
      return {
        read: (into, at, length, position) => {
          const found = file.bytes.subarray(position, Math.min(position + length, file.length));
          into.set(found, at);
          return found.length;
        },
        write: (bytes, position) => writeInto(file, bytes, position),
        close: () => {
          file.bytes = new Uint8Array(0);
        },
      };
    },
    remove: () => undefined,
  };
}

/** Grows the file where it must. */
export function writeInto(file: MemoryFile, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length;
  if (end > file.bytes.length) {
    const longer = new Uint8Array(Math.max(end, 2 * file.bytes.length));
    longer.set(file.bytes);
    file.bytes = longer;
  }
  file.bytes.set(bytes, position);
  file.length = Math.max(file.length, end);
}
