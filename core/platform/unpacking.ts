/**
 * A format of packed bytes, as steps that know nothing of where bytes come from: it asks for bytes (of which there must be
 * so many; `orEnd`: or none at all), passes bytes over, or gives bytes that it has unpacked.
 */
export type Unpacking = Generator<
  | { readonly bytes: number; readonly orEnd?: true }
  | { readonly skip: number }
  | { readonly unpacked: Uint8Array<ArrayBuffer> },
  void,
  Uint8Array
>;

const none = new Uint8Array(0);

/** What bytes that are all there unpack to; at most `mostBytes`. */
export function unpackAll(unpacking: Unpacking, packed: Uint8Array, mostBytes: number): Uint8Array {
  const out = new Uint8Array(mostBytes);
  let size = 0;
  let at = 0;
  let given: Uint8Array = none;
  for (;;) {
    const { done, value } = unpacking.next(given);
    if (done === true) return out.subarray(0, size);
    given = none;
    if ("unpacked" in value) {
      if (size + value.unpacked.length > mostBytes) throw new RangeError(`more than ${mostBytes} bytes`);
      out.set(value.unpacked, size);
      size += value.unpacked.length;
      continue;
    }
    const wanted = "skip" in value ? value.skip : value.bytes;
    const left = packed.length - at;
    if (left < wanted && !(left === 0 && "orEnd" in value)) throw new SyntaxError("its end within a frame");
    given = packed.subarray(at, at + wanted);
    at += given.length;
  }
}

/** What bytes that come piece by piece unpack to, piece by piece. */
export async function* unpackPieces(
  unpacking: Unpacking,
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const pieces = packed[Symbol.asyncIterator]();
  let rest: Uint8Array = none;
  /** Up to so many bytes; fewer where there are no more. */
  const take = async (count: number): Promise<Uint8Array> => {
    if (rest.length >= count) return split(count);
    const parts = [rest];
    let size = rest.length;
    while (size < count) {
      const { done, value } = await pieces.next();
      if (done === true) break;
      parts.push(value);
      size += value.length;
    }
    rest = joined(parts, size);
    return split(count);
  };
  const split = (count: number): Uint8Array => {
    const taken = rest.subarray(0, count);
    rest = rest.subarray(taken.length);
    return taken;
  };
  try {
    let given: Uint8Array = none;
    for (;;) {
      const { done, value } = unpacking.next(given);
      if (done === true) return;
      given = none;
      if ("unpacked" in value) {
        if (value.unpacked.length > 0) yield value.unpacked;
        continue;
      }
      const wanted = "skip" in value ? value.skip : value.bytes;
      for (let left = wanted; left > 0; left -= given.length) {
        given = await take("skip" in value ? Math.min(left, skippedAtOnce) : wanted);
        if (given.length === 0 && "orEnd" in value) break;
        if (given.length < ("skip" in value ? 1 : wanted)) throw new SyntaxError("its end within a frame");
      }
    }
  } finally {
    await pieces.return?.();
  }
}

const skippedAtOnce = 2 ** 16;

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
