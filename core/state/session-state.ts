import { type ByteWriter, writeValue, writtenBytes } from "../data/codec.ts";
import { type PartialColumn, partialForm } from "../data/partial-columns.ts";
import { DiskSessions } from "./disk/disk-sessions.ts";
import { readingSegments } from "./disk/restore-log.ts";
import { addSession, eachKeptSession, writeSession } from "./kept-sessions.ts";
import type { KeySpace } from "./key-space.ts";
import type { KeyedTable } from "./keyed-table.ts";
import type { KeysAway } from "./keys-away.ts";
import type { PaneFolding } from "./pane-folding.ts";
import { groupWriter } from "./pane-state.ts";
import { partialFields } from "./schema/state-schema.ts";
import { Sessions } from "./session-slots.ts";
import type { Recoverable, StateDeclaration, StateHost, StateSnapshot } from "./state.ts";

/**
 * Sessions with their partial results, column by column. A session keeps its slot as long as it lives. Those of a key are
 * a chain of slots from the one that ends last to the first: most keys have one, and most records extend it. They do not touch.
 */
export interface SessionState {
  /** The keys that have sessions. */
  readonly keys: KeyedTable;
  /** First slot of each key's chain, by the key's entry. */
  readonly heads: Int32Array;
  // By slot.
  readonly keyOf: Float64Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Whether it has fired since it last grew. */
  readonly fired: Uint8Array;
  readonly next: Int32Array;
  readonly partials: readonly PartialColumn[];
  /** Sessions there are. */
  readonly size: number;
  /** As `KeyedTable.locate`; new keys have no session. */
  locate(keys: Float64Array, selection: Int32Array | undefined, length: number, entries: Int32Array): void;
  /** A new session of the key of an entry. */
  add(entry: number, start: number, end: number): number;
  /** Gives a session other bounds, among its key's others where it is. */
  move(slot: number, start: number, end: number): void;
  /** Frees a slot. Its key stays, even without sessions, until `forget`. */
  remove(slot: number): void;
  /** Lets go of a key if it has no sessions; other keys may change their entries. */
  forget(key: number): void;
  /** The sessions of an entry's key that a span touches, in order of time. */
  touching(entry: number, start: number, end: number): number[];
  /** Calls back with every slot in use. */
  eachSlot(visit: (slot: number) => void): void;
  /** The slots of a key, the one that ends last first. */
  chainOf(key: number): number[];
  /** The slot of a key that ends first; −1 where it has none. */
  firstOf(key: number): number;
  /** What does not fit into memory, where there is a disk for it. Slots are those of the sessions at hand then. */
  readonly away?: SessionsAway;
}

/** Sessions that were put away, by whole keys. */
export interface SessionsAway extends KeysAway {
  /** Brings back what the keys of a batch have. It may be changed in place until it is put away, or a barrier passes. */
  bring(keys: Float64Array, selection: Int32Array | undefined, length: number): void;
  /** Of a key at hand sessions change although it was not brought since the last barrier: time has reached them. */
  note(key: number): void;
}

/**
 * Declares state of sessions by key.
 *
 * @param names See `paneState`.
 */
export function sessionState(
  name: string,
  foldings: readonly PaneFolding[],
  names: readonly string[] = [],
): StateDeclaration<SessionState> {
  const form = `sessions(${foldings.map((folding) => `${folding.name}: ${JSON.stringify(partialForm(folding))}`).join(", ")})`;
  return {
    name,
    scope: "keyed",
    form,
    fields: partialFields(foldings, names),
    onDisk: true,
    create: (host) => {
      const onDisk = (at: StateHost): DiskSessions => new DiskSessions(foldings, at);
      return host.disk !== undefined
        ? onDisk(host)
        : readingSegments(memorySessions(foldings, host.keys), host, onDisk);
    },
  };
}

function memorySessions(foldings: readonly PaneFolding[], keys: KeySpace): SessionState & Recoverable {
  const sessions = new Sessions(foldings);
  return Object.assign(sessions, {
    snapshot: () => snapshot(sessions, foldings, keys),
    restore: (parts: readonly StateSnapshot[]) => {
      eachKeptSession(parts, foldings, keys, (key, bounds, partials) => addSession(sessions, key, bounds, partials));
    },
    footprint: () => ({ entries: sessions.size, bytes: sessions.bytes }),
    eachKey: (visit: (key: number) => void) => {
      for (let entry = 0; entry < sessions.keys.size; entry++) visit(sessions.keys.keys[entry]!);
    },
  });
}

function snapshot(sessions: Sessions, foldings: readonly PaneFolding[], keys: KeySpace): StateSnapshot {
  const writers = new Map<number, ByteWriter>();
  sessions.eachSlot((slot) => {
    const key = sessions.keyOf[slot]!;
    const writer = groupWriter(writers, keys.groupOf(key));
    writeValue(writer, keys.keyOf(key));
    writeSession(writer, sessions, slot, foldings);
  });
  return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
}
