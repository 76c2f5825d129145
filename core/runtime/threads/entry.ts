/*
 * entry of a link = size, kind, subtask, input, channel, 0: an int32 each; a number (8 bytes)
 * then, by its kind:
 *   batch: what BatchPacker wrote · news: what its reader must know before, the number being its bytes
 *   watermark: the number is its time · status: 1 idle, 0 active · end: nothing more
 *   part: bytes of an entry that is too large for the ring, the number being the size of that
 */
export const entryKind = { batch: 0, watermark: 1, status: 2, end: 3, news: 4, part: 5 } as const;

export type EntryKind = (typeof entryKind)[keyof typeof entryKind];

export const entryHead = 32;

/** Where an entry goes: a subtask of the link's stage, and by which channel. */
export interface Address {
  readonly subtask: number;
  readonly input: number;
  readonly channel: number;
}
