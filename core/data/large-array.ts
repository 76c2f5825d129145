type NumberArray = Float64Array | Int32Array | Uint8Array;

type Kind<Values extends NumberArray> = new (length: number | SharedArrayBuffer) => Values;

/** Smaller arrays are counted as they come. */
const largeBytes = 2 ** 19;

/** Bytes of large arrays, in use or not, that V8 does not know of at most. */
const untoldBytes = 2 ** 27;

let untold = 0;

/** Of buffers that were made to be counted: what nobody asks for is not made. */
const told = new Float64Array(1);

/**
 * Zeros, of the kind of an array that an operator keeps. V8 marks its whole heap whenever array buffers have taken some 24 MB since it
 * last did so, however much memory there is: a live stream with tables of 300,000 keys waited for ten such collections in six seconds.
 * Shared memory is not counted in that, and is as fast. So that what is no longer in use is collected all the same, large arrays are
 * counted 128 MB at a time: by a buffer that nobody writes to, whose pages are therefore never given.
 */
export function zeros<Values extends NumberArray>(like: Values, length: number): Values {
  const kind = like.constructor as unknown as Kind<Values>;
  const sizeBytes = length * like.BYTES_PER_ELEMENT;
  if (sizeBytes < largeBytes) return new kind(length);
  untold += sizeBytes;
  if (untold >= untoldBytes) {
    untold = 0;
    told[0] = new ArrayBuffer(untoldBytes).byteLength;
  }
  return new kind(new SharedArrayBuffer(sizeBytes));
}
