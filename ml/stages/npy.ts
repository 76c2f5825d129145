import type { NumberArray } from "./learned.ts";

/** Arrays of numbers as files of NumPy's format, version 1.0, little-endian: `numpy.load` reads them. */
export const npyTypes: Readonly<Record<NpyType, NpyForm>> = {
  float64: { descr: "<f8", bytes: 8, make: (length) => new Float64Array(length) },
  float32: { descr: "<f4", bytes: 4, make: (length) => new Float32Array(length) },
  int32: { descr: "<i4", bytes: 4, make: (length) => new Int32Array(length) },
  uint32: { descr: "<u4", bytes: 4, make: (length) => new Uint32Array(length) },
  uint8: { descr: "|u1", bytes: 1, make: (length) => new Uint8Array(length) },
};

export type NpyType = "float64" | "float32" | "int32" | "uint32" | "uint8";

interface NpyForm {
  readonly descr: string;
  /** Bytes of a value. */
  readonly bytes: number;
  readonly make: (length: number) => NumberArray;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]; // \x93NUMPY, version 1.0
const headerBytes = 128;

/**
 * The file of an array.
 *
 * ```
 * magic "\x93NUMPY" 1 0 | length of the header u16 LE | header, text that ends in \n | values
 * ```
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyFile(type: NpyType, values: NumberArray): Uint8Array {
  const { descr, bytes } = npyTypes[type];
  const file = new Uint8Array(headerBytes + values.length * bytes);
  file.set(headerOf(descr, values.length));
  const view = new DataView(file.buffer, headerBytes);
  values.forEach((value, at) => setters[type](view, at * bytes, value));
  return file;
}

function headerOf(descr: string, length: number): Uint8Array {
  const header = new Uint8Array(headerBytes);
  header.set(magic);
  new DataView(header.buffer).setUint16(magic.length, headerBytes - magic.length - 2, true);
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${length},), }`;
  header.set(new TextEncoder().encode(`${text.padEnd(headerBytes - magic.length - 3)}\n`), magic.length + 2);
  return header;
}

const setters: Readonly<Record<NpyType, (view: DataView, at: number, value: number) => void>> = {
  float64: (view, at, value) => view.setFloat64(at, value, true),
  float32: (view, at, value) => view.setFloat32(at, value, true),
  int32: (view, at, value) => view.setInt32(at, value, true),
  uint32: (view, at, value) => view.setUint32(at, value, true),
  uint8: (view, at, value) => view.setUint8(at, value),
};

const getters: Readonly<Record<NpyType, (view: DataView, at: number) => number>> = {
  float64: (view, at) => view.getFloat64(at, true),
  float32: (view, at) => view.getFloat32(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  uint8: (view, at) => view.getUint8(at),
};

/** How large the file of an array is, bytes. */
export function npyBytes(type: NpyType, length: number): number {
  return headerBytes + length * npyTypes[type].bytes;
}

/** The array of a file; undefined where it is none of this type and length. */
export function arrayOfNpy(type: NpyType, length: number, file: Uint8Array): NumberArray | undefined {
  const { descr, bytes, make } = npyTypes[type];
  const header = headerOf(descr, length);
  if (file.length !== npyBytes(type, length) || !header.every((byte, at) => file[at] === byte)) return undefined;
  const view = new DataView(file.buffer, file.byteOffset + headerBytes, length * bytes);
  const values = make(length);
  for (let at = 0; at < length; at++) values[at] = getters[type](view, at * bytes);
  return values;
}
