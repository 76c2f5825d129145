import { OrderedBlocks } from "../data/ordered-blocks.ts";
import type { ValueCodec, ValueState } from "../state/keyed-state.ts";
import { valueState } from "../state/keyed-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import { areTouching, type TimeWindow } from "../time/window.ts";
import type { WindowContents } from "./window-contents.ts";

/** A window of a key. */
export interface WindowRecord extends TimeWindow {
  /** Tells the windows of a key apart, for timers. */
  readonly id: number;
  /** Undefined where nothing came, or all was purged. */
  contents: unknown;
  /** What the trigger remembers. */
  readonly trigger: Map<string, unknown>;
  /** What the user's function remembers of the window. */
  own: unknown;
}

/** The windows of one key. */
export interface KeyWindows {
  readonly byId: Map<number, WindowRecord>;
  /** By `boundsOf`. */
  readonly byBounds: Map<string, WindowRecord>;
  /** By start, where there are many and none touch each other. */
  byStart: OrderedBlocks<WindowRecord> | undefined;
  nextId: number;
  /** What the user's function remembers of the key. */
  global: unknown;
}

export function emptyWindows(): KeyWindows {
  return { byId: new Map(), byBounds: new Map(), byStart: undefined, nextId: 1, global: undefined };
}

export function boundsOf({ start, end }: TimeWindow): string {
  return `${start},${end}`;
}

export function addRecord(windows: KeyWindows, record: WindowRecord): WindowRecord {
  windows.byId.set(record.id, record);
  windows.byBounds.set(boundsOf(record), record);
  windows.byStart?.set(record.start, record);
  windows.nextId = Math.max(windows.nextId, record.id + 1);
  return record;
}

export function removeRecord(windows: KeyWindows, record: WindowRecord): void {
  windows.byId.delete(record.id);
  if (windows.byBounds.get(boundsOf(record)) === record) windows.byBounds.delete(boundsOf(record));
  if (windows.byStart?.get(record.start) === record) windows.byStart.delete(record.start);
}

/** From so many windows of a key on those that a record touches are looked for in order of time. */
const manyWindows = 32;

/** The windows of a key, of which none touch each other, that another one touches. */
export function touchedBy(windows: KeyWindows, own: TimeWindow): WindowRecord[] {
  if (windows.byStart === undefined && windows.byId.size < manyWindows) {
    return [...windows.byId.values()].filter((one) => areTouching(one, own));
  }
  windows.byStart ??= inOrder(windows.byId.values());
  const touched: WindowRecord[] = [];
  for (const one of windows.byStart.downFrom(own.end)) {
    if (!areTouching(one, own)) break;
    touched.push(one);
  }
  return touched;
}

function inOrder(records: Iterable<WindowRecord>): OrderedBlocks<WindowRecord> {
  const ordered = new OrderedBlocks<WindowRecord>();
  for (const record of records) ordered.set(record.start, record);
  return ordered;
}

export function windowState(contents: WindowContents): StateDeclaration<ValueState<KeyWindows>> {
  return valueState("windows", codecOf(contents), "memory or disk");
}

type Stored = readonly [
  id: number,
  start: number,
  end: number,
  contents: readonly unknown[],
  trigger: ReadonlyMap<string, unknown>,
  own: unknown,
];

function codecOf(contents: WindowContents): ValueCodec<KeyWindows> {
  return {
    form: `windows of ${contents.form}`,
    encode: ({ byId, nextId, global }) => {
      const windows = [...byId.values()].map(({ id, start, end, contents: kept, trigger, own }): Stored => {
        return [id, start, end, kept === undefined ? [] : [contents.encode(kept)], trigger, own];
      });
      return [nextId, global, windows];
    },
    decode: (stored) => {
      const [nextId, global, records] = stored as readonly [number, unknown, readonly Stored[]];
      const windows: KeyWindows = { ...emptyWindows(), nextId, global };
      for (const [id, start, end, kept, trigger, own] of records) {
        const [held] = kept.map((one) => contents.decode(one));
        addRecord(windows, { id, start, end, contents: held, trigger: new Map(trigger), own });
      }
      return windows;
    },
  };
}
