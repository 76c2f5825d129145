/** Fields of a message of Protocol Buffers, in their order: numbers of varints, bytes of all else. */
export function fieldsOf(bytes: Uint8Array): (readonly [field: number, value: number | Uint8Array])[] {
  const fields: (readonly [number, number | Uint8Array])[] = [];
  let at = 0;
  const varint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const value = varint();
    if ((key & 7) === 0) fields.push([key >> 3, value]);
    else {
      fields.push([key >> 3, bytes.subarray(at, at + value)]);
      at += value;
    }
  }
  return fields;
}

/** The values of a field of a message, which may come several times. */
export function allOf(bytes: Uint8Array, field: number): Uint8Array[] {
  return fieldsOf(bytes)
    .filter(([one]) => one === field)
    .map(([, value]) => value as Uint8Array);
}

export function textsOf(bytes: Uint8Array, field: number): string[] {
  return allOf(bytes, field).map((value) => new TextDecoder().decode(value));
}

export interface OnnxPort {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly (string | number)[];
}

export interface ReadOnnx {
  readonly operators: readonly string[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly imports: readonly (readonly [domain: string, version: number])[];
}

/** What a file of ONNX has: its nodes, and what stands at its ends. */
export function readOnnx(file: Uint8Array): ReadOnnx {
  const [graph] = allOf(file, 7);
  const imports = allOf(file, 8).map((one) => {
    const version = fieldsOf(one).find(([field]) => field === 2)![1] as number;
    return [textsOf(one, 1)[0]!, version] as const;
  });
  return {
    operators: allOf(graph!, 1).map((node) => textsOf(node, 4)[0]!),
    inputs: allOf(graph!, 11).map(portOf),
    outputs: allOf(graph!, 12).map(portOf),
    imports,
  };
}

function portOf(port: Uint8Array): OnnxPort {
  const [tensor] = allOf(allOf(port, 2)[0]!, 1);
  const type = fieldsOf(tensor!).find(([one]) => one === 1)![1] as number;
  const dims = allOf(allOf(tensor!, 2)[0]!, 1).map((dim) => {
    const [field, value] = fieldsOf(dim)[0]!;
    return field === 1 ? (value as number) : new TextDecoder().decode(value as Uint8Array);
  });
  return { name: textsOf(port, 1)[0]!, type, dims };
}
