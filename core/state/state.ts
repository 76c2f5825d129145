import type { DirectFolder } from "../platform/mod.ts";
import type { KeySpace } from "./key-space.ts";
import type { DeclaredField } from "./schema/state-schema.ts";

/** Refuses what names no state: snapshots know it by that. */
export function checkStateName(name: unknown, where: string): void {
  if (typeof name === "string" && name !== "") return;
  throw new TypeError(
    `Cannot declare state by ${where} as snapshots know it by its name: got ${name === "" ? "an empty one" : typeof name}; ` +
      `use for instance ${where}("seen")`,
  );
}

/**
 * A named piece of an operator's memory. The operator only declares it; the runtime makes it, takes its snapshots and
 * restores it, at any parallelism. `create` gives the handle that the operator works with.
 */
export interface StateDeclaration<Handle = unknown> {
  readonly name: string;
  /** `"keyed"` state belongs to keys and is split by key group; `"operator"` state to the subtask as a whole. */
  readonly scope: "keyed" | "operator";
  /** A text that differs when the stored form does: kept beside the bytes and compared at restore. */
  readonly form: string;
  /** Of what is kept of a key, where that is known: compared with those in a checkpoint, which may be others. */
  readonly fields?: readonly DeclaredField[] | undefined;
  /** Of state by pane: the windows whose panes they are. Those of others do not lie where these do. */
  readonly windows?: string;
  /** Whether it is for what does not fit into memory: the run's memory is divided among operators with such state. */
  readonly spills?: true;
  /** Whether it is on disk where the run says so: the memory of such state is divided among its pieces. */
  readonly onDisk?: true;
  /** What it gets of that memory, compared with other pieces. Default: 1. */
  readonly diskWeight?: number;
  create(host: StateHost): Handle & Recoverable;
  /** How those who ask a run see it. Default: nobody can ask. */
  readonly asked?: AskedFor<Handle>;
}

/** State that a run can be asked for. */
export interface AskedFor<Handle> {
  /** Whether it goes by its own name, which its user gave it (or that of a side of a join), or by that of its step. */
  readonly by: "name" | "step";
  /** What a key has: plain data of the asker's own; undefined where it has nothing. Changes nothing that anybody could see. */
  give(handle: Handle, key: number, at: AskedAt): unknown;
}

/** The time that it is for whoever asks, ms. */
export interface AskedAt {
  readonly eventMs: number;
  readonly processingMs: number;
}

/** What state is made on: the keys of its operator, and the time by which it may expire. */
export interface StateHost {
  readonly keys: KeySpace;
  readonly maxParallelism: number;
  readonly clock: { nowMs(): number };
  /** How far event time is; −∞ at first. */
  readonly watermark: () => number;
  /** Where state that can be on disk is; undefined where all of it is in memory. */
  readonly disk?: StateDisk | undefined;
}

/** A place for state on disk, and what each piece of state should hold in memory of it. */
export interface StateDisk {
  readonly folder: Pick<DirectFolder, "create" | "remove">;
  readonly memoryBytes: number;
  /** Is told once by each piece of state whose index of keys alone takes more. */
  readonly onLargeIndex?: (indexBytes: number, keys: number) => void;
}

/** The recovery half of a handle: only the runtime calls it. */
export interface Recoverable {
  /**
   * @param of `"changes"`: pieces that the snapshot before had may be named only. Default: all of it.
   */
  snapshot(of?: "all" | "changes"): StateSnapshot;
  /**
   * Called once, before the first record, with the parts that fall to this subtask.
   *
   * @param owns Which key groups are its own, where pieces may have entries of others; undefined where all are.
   */
  restore(parts: readonly StateSnapshot[], owns?: (group: number) => boolean): void;
  /**
   * What a checkpoint keeps of it, where that is less work than a copy of all: files that never change, most of them the
   * same as last time. Each is there until it is released.
   */
  segments?(): readonly StateSegment[];
  /** As `restore`, instead of it or before it, from such files: those that fall to this subtask, in order. */
  restoreSegments?(segments: readonly StateSegment[]): void;
  /** Gives back what is held besides memory. Called once, also after a failure. */
  close?(): void;
  /** Calls back with every key number that has state, so that the others may be forgotten. */
  eachKey?(visit: (key: number) => void): void;
  /**
   * Makes bytes of some of what it has, where that may have none; false where there is nothing yet. A run that takes checkpoints
   * asks until there is something, so that it fails by the first batches and not by its first checkpoint.
   */
  tryBytes?(): boolean;
  /** What it takes, for those who watch a run: asked often, so that it must not look at everything. */
  footprint?(): Footprint;
}

/** What state takes: in memory, or where it is kept. */
export interface Footprint {
  /** What it is counted by: keys, rows, items. */
  readonly entries: number;
  /** About so many. */
  readonly bytes: number;
  /** Those of its entries that are timers that have not fired. */
  readonly timers?: number;
  /** Those that wait for something outside. */
  readonly calls?: number;
}

/**
 * A consistent copy: bytes per key group; parts of which each subtask gets those of all on rescaling; or parts that are
 * dealt out among the subtasks then, each to one.
 */
export type StateSnapshot =
  | { readonly scope: "keyed"; readonly groups: ReadonlyMap<number, Uint8Array> }
  | { readonly scope: "operator"; readonly parts: readonly Uint8Array[] }
  | { readonly scope: "list"; readonly parts: readonly Uint8Array[] }
  | { readonly scope: "pieces"; readonly pieces: readonly StatePiece[] };

/**
 * A part of keyed state whose bytes never change once taken: a block of a table, a segment of a log. Snapshots that have the
 * same piece share its bytes: only those of new ones are written.
 */
export interface StatePiece {
  /** Tells it from all other pieces that the handle ever gave. */
  readonly id: number;
  /**
   * Its bytes as they were when the snapshot was taken; undefined where an earlier snapshot gave the piece. Called once, soon,
   * between two batches: a handle that is about to change what it has not been asked for yet takes a copy first. The
   * bytes are the caller's own from then on, until it releases them.
   */
  readonly take?: () => Uint8Array;
  /** Gives back the memory of what was taken, which nobody looks at any more; not to be called for bytes that are kept. */
  readonly release?: (bytes: Uint8Array) => void;
}

/** Keyed state as files, in order: what a later one says of a key counts. Only state that takes them can read them. */
export interface SegmentSnapshot {
  readonly scope: "segments";
  readonly segments: readonly StateSegment[];
}

/** A file of keyed state. It never changes, and its name is that of no other: a copy that is there need not be made again. */
export interface StateSegment {
  readonly name: string;
  readonly sizeBytes: number;
  /** CRC-32 of all its bytes. */
  readonly checksum: number;
  /** What it says of the other key groups is not to be read: they may be in the files of another subtask. */
  readonly groups: GroupRange;
  /** Bytes from a position on. Waits for the system. */
  read(position: number, length: number): Uint8Array;
  /** It is not read any more: its bytes may go. */
  release(): void;
}

/** Key groups from `from` on, less than `to`. */
export interface GroupRange {
  readonly from: number;
  readonly to: number;
}

/** The key groups that two ranges have in common; `from` is `to` where there are none. */
export function commonGroups(one: GroupRange, other: GroupRange): GroupRange {
  const from = Math.max(one.from, other.from);
  return { from, to: Math.max(from, Math.min(one.to, other.to)) };
}

/** The bytes that the parts hold for each key group, in order. */
export function keyedBytes(parts: readonly StateSnapshot[]): Uint8Array[] {
  return parts.flatMap((part) => (part.scope === "keyed" ? [...part.groups.values()] : []));
}

/** The bytes of all pieces, in order: those of a restore are all there. */
export function pieceBytes(parts: readonly StateSnapshot[]): Uint8Array[] {
  return parts.flatMap((part) => (part.scope === "pieces" ? part.pieces.map(({ take }) => take!()) : []));
}

export function listBytes(parts: readonly StateSnapshot[]): Uint8Array[] {
  return parts.flatMap((part) => (part.scope === "list" ? part.parts : []));
}

export function operatorBytes(parts: readonly StateSnapshot[]): Uint8Array[] {
  return parts.flatMap((part) => (part.scope === "operator" ? part.parts : []));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
