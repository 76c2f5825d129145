import type { Barrier } from "../checkpoint/barrier.ts";

/*
 * entry of a link = size, kind, subtask, input, channel, 0: an int32 each; a number (8 bytes)
 * then, by its kind:
 *   batch: what BatchPacker wrote · news: what its reader must know before, the number being its bytes
 *   watermark, idle, idle as sent, active: the number is the time that goes with it · end: nothing more
 *   barrier: four times its number, and the place of what it is of among `barrierKinds`
 *   part: bytes of an entry that is too large for the ring, the number being the size of that
 */
export const entryKind = {
  batch: 0,
  watermark: 1,
  idle: 2,
  end: 3,
  news: 4,
  part: 5,
  barrier: 6,
  active: 7,
  "idle as sent": 8,
} as const;

export const barrierKinds: readonly Barrier["of"][] = ["all", "files", "changes"];

export type EntryKind = (typeof entryKind)[keyof typeof entryKind];

export const entryHead = 32;

/** Where an entry goes: a subtask of the link's stage, and by which channel. */
export interface Address {
  readonly subtask: number;
  readonly input: number;
  readonly channel: number;
}
