/*
 * frame = magic 0xFD2FB528, descriptor u8, window? u8, dictionary 0/1/2/4 bytes, content size 0/1/2/4/8 bytes,
 *         blocks, checksum? 4 bytes
 * block = u24: last (1 bit), kind (2 bits: raw, one byte repeated, compressed), size (21 bits); then its bytes
 * skippable frame = magic 0x184D2A50…5F, size u32, bytes
 * RFC 8878, §3.1.
 */

/** Tells where frames of Zstandard end, without unpacking them. */
export interface FrameWalker {
  /** Goes over more bytes, up to the end of the frame that they belong to: gives how many of them are its. */
  walk(bytes: Uint8Array): number;
  /** Whether the last byte walked over was the last of a frame. */
  atEnd(): boolean;
  /** What the header said. */
  readonly header: FrameHeader;
}

export interface FrameHeader {
  /** Whether the frame holds nothing to unpack; undefined before its first four bytes are walked over. */
  isSkippable: boolean | undefined;
  /** How many bytes it unpacks to; undefined where it does not say. */
  contentBytes: number | undefined;
}

/** A walker of one frame. Throws where none begins there. */
export function frameWalker(): FrameWalker {
  const header: FrameHeader = { isSkippable: undefined, contentBytes: undefined };
  const field = new Uint8Array(16);
  let step: Step = firstStep;
  let filled = 0;
  let passed = 0;

  const next = (): void => {
    step = step.after(field, header);
    filled = passed = 0;
  };
  return {
    header,
    walk: (bytes) => {
      let at = 0;
      while (step !== done) {
        if (filled === step.fieldBytes && passed === step.passBytes) {
          next();
          continue;
        }
        if (at === bytes.length) break;
        if (filled < step.fieldBytes) field[filled++] = bytes[at++]!;
        else {
          const count = Math.min(bytes.length - at, step.passBytes - passed);
          passed += count;
          at += count;
        }
      }
      return at;
    },
    atEnd: () => step === done,
  };
}

/** A field to look at, bytes to pass over, and what comes then. */
interface Step {
  readonly fieldBytes: number;
  readonly passBytes: number;
  after(field: Uint8Array, header: FrameHeader): Step;
}

const done: Step = { fieldBytes: 0, passBytes: 0, after: () => done };

const firstStep: Step = {
  fieldBytes: 4,
  passBytes: 0,
  after: (field, header) => {
    const magic = uint32(field, 0);
    header.isSkippable = magic >>> 4 === 0x184d2a5;
    if (header.isSkippable) return skippableSize;
    if (magic === 0xfd2fb528) return descriptor;
    throw new SyntaxError("no frame of Zstandard where one must begin");
  },
};

const skippableSize: Step = { fieldBytes: 4, passBytes: 0, after: (field) => pass(uint32(field, 0), done) };

const descriptor: Step = {
  fieldBytes: 1,
  passBytes: 0,
  after: ([flags = 0]) => {
    const isSingle = (flags & 0x20) !== 0;
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6]!;
    const sizeAt = (isSingle ? 0 : 1) + [0, 1, 2, 4][flags & 3]!;
    const blocks = blockOf((flags & 4) !== 0 ? 4 : 0);
    return {
      fieldBytes: sizeAt + sizeBytes,
      passBytes: 0,
      after: (field, header) => {
        header.contentBytes = contentSize(field, sizeAt, sizeBytes);
        return blocks;
      },
    };
  },
};

function blockOf(checksumBytes: number): Step {
  return {
    fieldBytes: 3,
    passBytes: 0,
    after: (field) => {
      const header = field[0]! | (field[1]! << 8) | (field[2]! << 16);
      const kind = (header >> 1) & 3;
      if (kind === 3) throw new SyntaxError("a block of a kind that Zstandard does not have");
      const isLast = (header & 1) === 1;
      return pass(kind === 1 ? 1 : header >> 3, isLast ? pass(checksumBytes, done) : blockOf(checksumBytes));
    },
  };
}

function pass(passBytes: number, then: Step): Step {
  return { fieldBytes: 0, passBytes, after: () => then };
}

/** Two bytes begin at 256, where one would not do. */
function contentSize(field: Uint8Array, at: number, sizeBytes: number): number | undefined {
  if (sizeBytes === 0) return undefined;
  if (sizeBytes === 1) return field[at];
  if (sizeBytes === 2) return (field[at]! | (field[at + 1]! << 8)) + 256;
  return uint32(field, at) + (sizeBytes === 8 ? uint32(field, at + 4) * 2 ** 32 : 0);
}

function uint32(field: Uint8Array, at: number): number {
  return (field[at]! | (field[at + 1]! << 8) | (field[at + 2]! << 16) | (field[at + 3]! << 24)) >>> 0;
}
