/** Bytes of text that grow as it is written. */
export interface ByteOutput {
  byte(byte: number): void;
  /** Bytes as they are. */
  bytes(source: Uint8Array, start: number, length: number): void;
  text(text: string): void;
  /** What was written since the last time, as a copy. */
  take(): Uint8Array;
}

export function byteOutput(capacity: number = 2 ** 16): ByteOutput {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(capacity);
  let length = 0;

  const reserve = (sizeBytes: number): void => {
    if (length + sizeBytes <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + sizeBytes));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  return {
    byte: (byte) => {
      reserve(1);
      buffer[length++] = byte;
    },
    bytes: (source, start, count) => {
      reserve(count);
      if (count > shortBytes) buffer.set(source.subarray(start, start + count), length);
      else for (let at = 0; at < count; at++) buffer[length + at] = source[start + at]!;
      length += count;
    },
    text: (text) => {
      reserve(text.length * 3);
      const from = length;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code > 127 || at === shortBytes) {
          length = from + encoder.encodeInto(text, buffer.subarray(from)).written;
          return;
        }
        buffer[length++] = code;
      }
    },
    take: () => {
      const taken = buffer.slice(0, length);
      length = 0;
      return taken;
    },
  };
}

/** Up to this a loop is faster than a call. */
const shortBytes = 48;
