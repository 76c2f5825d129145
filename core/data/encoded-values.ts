type Encode = (value: never) => Uint8Array;

const encoders = new WeakMap<readonly unknown[], Encode>();

/**
 * Says how the values of a column are made bytes where they leave the thread, as they are no plain data. Whoever gets them
 * there finds `EncodedValue`s in their places, as only the step that made the column knows what they are.
 */
export function setEncoder(values: readonly unknown[], encode: Encode): void {
  encoders.set(values, encode);
}

export function encoderOf(values: readonly unknown[]): Encode | undefined {
  return encoders.get(values);
}

/** The bytes of a value that was in another thread. */
export class EncodedValue {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
