import { distinctKey } from "../aggregates/distinct-key.ts";
import { OrderedBlocks } from "../data/ordered-blocks.ts";
import type { ValueCodec } from "../state/keyed-state.ts";
import type { TimeWindow } from "../time/window.ts";
import { type SpanChange, TouchingSpans } from "./touching-spans.ts";
import type { WindowElement } from "./window-contents.ts";
import { boundsOf } from "./window-state.ts";

/** A record of a changelog that has not been taken back. */
export interface HeldElement extends WindowElement {
  /** Its place in the order of arrival. */
  readonly order: number;
  /** Equal records stand for each other. */
  readonly content: unknown;
  /** The windows that it was assigned to and that are not closed. */
  windows: readonly TimeWindow[];
}

/** A window that holds records, or has given rows of records that are gone. */
export interface ChangingWindow extends TimeWindow {
  /** Whether no record is left in it. */
  isEmpty: boolean;
  /** The rows that it has given, where it has fired. */
  fired: readonly unknown[] | undefined;
  /** Whether it holds other records than when it fired. */
  changed: boolean;
}

export interface ChangingWindowsOptions {
  /** Whether windows that touch are one. */
  readonly merges: boolean;
  /** How long after its end a window is kept, ms. */
  readonly latenessMs: number;
}

interface KnownWindow extends ChangingWindow {
  /** What it holds, where windows do not merge. */
  readonly elements: Set<HeldElement>;
  /** When it is looked at next. */
  dueMs: number;
  /** Whether records left it for which its bounds still stand. */
  isRagged: boolean;
}

/**
 * The records of a key in windows from which records may be taken out again. Where windows merge, those that touch a
 * record that comes are one with it, and one that a record goes from may be two.
 */
export class ChangingWindows {
  /** What the user's function remembers of the key. */
  global: unknown;
  /** The earliest time for which a timer is set. */
  timerMs: number = Number.POSITIVE_INFINITY;
  readonly #options: ChangingWindowsOptions;
  /** Windows that merge, by the records that make them. */
  readonly #spans: TouchingSpans<HeldElement> | undefined;
  readonly #windows = new Map<string, KnownWindow>();
  /** Windows by the time when they are looked at next. */
  readonly #agenda = new OrderedBlocks<Set<KnownWindow>>();
  /** Those that hold other records, or are others, than when it was last asked. */
  #touched = new Set<KnownWindow>();
  /** Records by content. */
  readonly #elements = new Map<unknown, HeldElement[]>();
  #nextOrder = 0;
  #hasRagged = false;

  constructor(options: ChangingWindowsOptions) {
    this.#options = options;
    this.#spans = options.merges ? new TouchingSpans() : undefined;
  }

  get isEmpty(): boolean {
    return this.#elements.size === 0 && this.#windows.size === 0;
  }

  /** When the next window has to be looked at; +∞ where there is none. */
  get nextDueMs(): number {
    for (const [window] of this.#agenda.upFrom(Number.NEGATIVE_INFINITY)) return window!.dueMs;
    return Number.POSITIVE_INFINITY;
  }

  add(element: WindowElement, given: readonly TimeWindow[]): void {
    const windows = this.#spans === undefined || given.length < 2 ? given : longest(given);
    const held = { ...element, order: this.#nextOrder++, content: contentOf(element), windows };
    const equal = this.#elements.get(held.content);
    if (equal === undefined) this.#elements.set(held.content, [held]);
    else equal.push(held);
    for (const own of windows) {
      if (this.#spans !== undefined) this.#follow(this.#wholeAt(own, this.#spans).add(own, held));
      else {
        const window = this.#windowOf(own);
        window.elements.add(held);
        this.#hasChanged(window, false);
      }
    }
  }

  /**
   * Takes out the latest record that is equal to one; false where there is none. Changes may bear the time at which they were made: where
   * none is of the very time, it is one that shares a window.
   *
   * @param given The windows of the time that the change bears.
   */
  take(element: WindowElement, given: readonly TimeWindow[]): boolean {
    const content = contentOf(element);
    const equal = this.#elements.get(content);
    if (equal === undefined) return false;
    const exact = equal.findLastIndex(({ timeMs }) => timeMs === element.timeMs);
    const at = exact >= 0 ? exact : equal.findLastIndex(({ windows }) => shareTime(windows, given));
    if (at < 0) return false;
    const [taken] = equal.splice(at, 1) as [HeldElement];
    if (equal.length === 0) this.#elements.delete(content);
    for (const own of taken.windows) {
      if (this.#spans !== undefined) this.#follow(this.#wholeAt(own, this.#spans).remove(own, taken));
      else {
        const window = this.#windowOf(own);
        window.elements.delete(taken);
        this.#hasChanged(window, window.elements.size === 0);
      }
    }
    return true;
  }

  /** Whether a window touches that of a record which is there. */
  touches(window: TimeWindow): boolean {
    return this.#spans !== undefined && this.#spans.touching(window).length > 0;
  }

  all(): ChangingWindow[] {
    return this.#all();
  }

  /** Those that have changed since it was last asked. */
  touched(): ChangingWindow[] {
    const touched = [...this.#touched];
    this.#touched = new Set();
    return touched;
  }

  /** Those that are to be looked at by a time. */
  due(timeMs: number): ChangingWindow[] {
    const due: ChangingWindow[] = [];
    for (const windows of this.#agenda.upFrom(Number.NEGATIVE_INFINITY)) {
      for (const window of windows) {
        if (window.dueMs > timeMs) return due;
        due.push(window);
      }
    }
    return due;
  }

  /** A window is to be looked at again. */
  expect(window: ChangingWindow, dueMs: number): void {
    const known = window as KnownWindow;
    if (known.dueMs === dueMs) return;
    this.#forget(known);
    known.dueMs = dueMs;
    const windows = this.#agenda.get(dueMs);
    if (windows === undefined) this.#agenda.set(dueMs, new Set([known]));
    else windows.add(known);
  }

  /** What a window holds, in order of arrival. */
  contentsOf(window: ChangingWindow): HeldElement[] {
    return [...this.#heldBy(window as KnownWindow)].sort((one, other) => one.order - other.order);
  }

  /** Records at which a window's function failed leave it. */
  leaveOut(window: ChangingWindow, kept: readonly HeldElement[]): void {
    const known = window as KnownWindow;
    const left = new Set(kept);
    for (const element of this.#heldBy(known)) {
      if (left.has(element)) continue;
      this.#leave(element, known);
      known.isRagged = true;
      this.#hasRagged = true;
    }
    known.isEmpty = left.size === 0;
  }

  /** Lets go of a window, and of the records that are in no other one. */
  close(window: ChangingWindow): void {
    const known = window as KnownWindow;
    if (!known.isEmpty) for (const element of this.#heldBy(known)) this.#leave(element, known);
    this.#spans?.delete(known);
    this.#drop(known);
  }

  /** Records in order of arrival, each with its windows. */
  inOrder(): HeldElement[] {
    return [...this.#elements.values()].flat().sort((one, other) => one.order - other.order);
  }

  /** Windows with bounds that stand for records which have left them. */
  ragged(): readonly TimeWindow[] {
    return this.#spans === undefined || !this.#hasRagged ? [] : this.#all().filter(({ isRagged }) => isRagged);
  }

  /** For restoring: a window has its bounds though records have left it for which they stand. */
  keepsBounds({ start, end }: TimeWindow): void {
    const spans = this.#spans!;
    this.#follow(spans.hold({ start, end }));
    const window = this.#windowOf({ start, end });
    window.isRagged = true;
    window.isEmpty = spans.valuesIn(window).size === 0;
    this.#hasRagged = true;
  }

  /** For restoring: what a window has given. */
  hasGiven(bounds: TimeWindow, rows: readonly unknown[]): void {
    const window = this.#windowOf(bounds);
    window.fired = rows;
    // What gave rows, and is no window of the records that there are, has its rows taken back.
    window.changed = window.isEmpty && !window.isRagged;
  }

  /** For restoring: windows are looked at when their time comes. */
  restored(): void {
    for (const window of this.#windows.values()) {
      const lastMs = window.end - 1;
      const isDone = window.fired !== undefined && !window.changed;
      this.expect(window, isDone ? lastMs + this.#options.latenessMs : lastMs);
    }
    this.#touched = new Set();
  }

  #all(): KnownWindow[] {
    return [...this.#windows.values()];
  }

  #heldBy(window: KnownWindow): Set<HeldElement> {
    return this.#spans === undefined ? window.elements : this.#spans.valuesIn(window);
  }

  #windowOf({ start, end }: TimeWindow): KnownWindow {
    const bounds = boundsOf({ start, end });
    let window = this.#windows.get(bounds);
    if (window === undefined) {
      const state = { isEmpty: true, isRagged: false, fired: undefined, changed: true };
      window = { start, end, ...state, elements: new Set(), dueMs: Number.NaN };
      this.#windows.set(bounds, window);
    }
    return window;
  }

  #hasChanged(window: KnownWindow, isEmpty: boolean): void {
    window.isEmpty = isEmpty;
    window.changed = true;
    this.#touched.add(window);
  }

  /** Windows that touch one are those of the records that are left in them. */
  #wholeAt(own: TimeWindow, spans: TouchingSpans<HeldElement>): TouchingSpans<HeldElement> {
    if (!this.#hasRagged) return spans;
    for (const span of spans.touching(own)) if (this.#windowOf(span).isRagged) this.#follow(spans.findAnew(span));
    return spans;
  }

  /** What a window gave that is none any more is taken back when it is looked at. */
  #follow({ before, after }: SpanChange): void {
    if (before !== after) {
      for (const span of before) {
        const window = this.#windowOf(span);
        window.isRagged = false;
        if (window.fired === undefined) this.#drop(window);
        else this.#hasChanged(window, true);
      }
    }
    for (const span of after) this.#hasChanged(this.#windowOf(span), false);
  }

  #leave(element: HeldElement, window: KnownWindow): void {
    const left: TimeWindow[] = [];
    for (const own of element.windows) {
      const isOf = this.#spans === undefined ? isWithin(own, window) && isWithin(window, own) : isWithin(own, window);
      if (!isOf) left.push(own);
      else if (this.#spans === undefined) window.elements.delete(element);
      else this.#spans.leave(own, element);
    }
    element.windows = left;
    if (left.length > 0) return;
    const equal = this.#elements.get(element.content)!.filter((one) => one !== element);
    if (equal.length === 0) this.#elements.delete(element.content);
    else this.#elements.set(element.content, equal);
  }

  #drop(window: KnownWindow): void {
    this.#forget(window);
    this.#touched.delete(window);
    this.#windows.delete(boundsOf(window));
  }

  #forget(window: KnownWindow): void {
    const windows = Number.isNaN(window.dueMs) ? undefined : this.#agenda.get(window.dueMs);
    windows?.delete(window);
    if (windows?.size === 0) this.#agenda.delete(window.dueMs);
  }
}

/** Of windows that begin at one time, which merge are one, the longest. */
function longest(windows: readonly TimeWindow[]): TimeWindow[] {
  const byStart = new Map<number, TimeWindow>();
  for (const window of windows) {
    if (window.end > (byStart.get(window.start)?.end ?? Number.NEGATIVE_INFINITY)) byStart.set(window.start, window);
  }
  return [...byStart.values()];
}

function isWithin(one: TimeWindow, other: TimeWindow): boolean {
  return one.start >= other.start && one.end <= other.end;
}

function shareTime(windows: readonly TimeWindow[], others: readonly TimeWindow[]): boolean {
  return windows.some((one) => others.some((other) => one.start < other.end && other.start < one.end));
}

function contentOf({ values, row }: WindowElement): unknown {
  return distinctKey([values.map((value) => value ?? null), row ?? null]);
}

type StoredElement = readonly [
  timeMs: number | undefined,
  row: unknown,
  values: readonly unknown[],
  windows: readonly (readonly [start: number, end: number])[],
];
type StoredWindow = readonly [start: number, end: number, rows: readonly unknown[]];
type StoredBounds = readonly [start: number, end: number];

/** The stored form: records in order of arrival, the rows that windows have given, and, since there are such, windows that records have left. */
export function changingWindowsCodec(options: ChangingWindowsOptions): ValueCodec<ChangingWindows> {
  return {
    form: options.merges ? "merging windows of changes" : "windows of changes",
    encode: (windows) => {
      const elements = windows.inOrder().map(({ timeMs, row, values, windows: own }): StoredElement => {
        return [timeMs, row, values, own.map(({ start, end }) => [start, end] as const)];
      });
      const fired = windows
        .all()
        .flatMap(({ start, end, fired: rows }): StoredWindow[] => (rows === undefined ? [] : [[start, end, rows]]));
      const ragged = windows.ragged().map(({ start, end }): StoredBounds => [start, end]);
      return [windows.global, elements, fired, ragged];
    },
    decode: (stored) => {
      const [global, elements, fired, ragged = []] = stored as readonly [
        unknown,
        readonly StoredElement[],
        readonly StoredWindow[],
        (readonly StoredBounds[])?,
      ];
      const windows = new ChangingWindows(options);
      windows.global = global;
      for (const [timeMs, row, values, own] of elements) {
        windows.add(
          { timeMs, row, values },
          own.map(([start, end]) => ({ start, end })),
        );
      }
      for (const [start, end] of ragged) windows.keepsBounds({ start, end });
      for (const [start, end, rows] of fired) windows.hasGiven({ start, end }, rows);
      windows.restored();
      return windows;
    },
  };
}
