import { distinctKey } from "../aggregates/distinct-key.ts";
import type { ValueCodec } from "../state/keyed-state.ts";
import type { TimeWindow } from "../time/window.ts";
import type { WindowElement } from "./window-contents.ts";
import { boundsOf } from "./window-state.ts";

/** A record of a changelog that has not been taken back. */
export interface HeldElement extends WindowElement {
  /** Its place in the order of arrival. */
  readonly order: number;
  /** The windows that it was assigned to and that are not closed. */
  windows: readonly TimeWindow[];
}

/** A window that holds records, or has given rows of records that are gone. */
export interface ChangingWindow extends TimeWindow {
  /** In order of arrival. */
  elements: Set<HeldElement>;
  /** The rows that it has given, where it has fired. */
  fired: readonly unknown[] | undefined;
  /** Whether it holds other records than when it fired. */
  changed: boolean;
}

/**
 * The records of a key in windows from which records may be taken out again. Where windows merge they are found anew from
 * those that are left: what was one may then be two.
 */
export class ChangingWindows {
  /** What the user's function remembers of the key. */
  global: unknown;
  /** The earliest time for which a timer is set. */
  timerMs: number = Number.POSITIVE_INFINITY;
  readonly #merges: boolean;
  readonly #windows = new Map<string, ChangingWindow>();
  /** Records by content. */
  readonly #elements = new Map<unknown, HeldElement[]>();
  #nextOrder = 0;
  #isStale = false;
  #mayHaveParted = false;

  constructor(merges: boolean) {
    this.#merges = merges;
  }

  get isEmpty(): boolean {
    return this.#elements.size === 0 && this.#windows.size === 0;
  }

  /** Whether some window has given rows that may have to be taken back. */
  get hasFired(): boolean {
    for (const { fired } of this.#windows.values()) if (fired !== undefined) return true;
    return false;
  }

  /** Whether a record was taken out since merging windows were found. */
  get mayHaveParted(): boolean {
    return this.#mayHaveParted;
  }

  add(element: WindowElement, windows: readonly TimeWindow[]): readonly ChangingWindow[] {
    return this.#hold({ ...element, order: this.#nextOrder++, windows });
  }

  /** Takes out the latest record that is equal to one, and gives the windows that it was in; undefined where there is none. */
  take(element: WindowElement): readonly ChangingWindow[] | undefined {
    const content = contentOf(element);
    const equal = this.#elements.get(content);
    const taken = equal?.pop();
    if (equal === undefined || taken === undefined) return undefined;
    if (equal.length === 0) this.#elements.delete(content);
    if (this.#merges) {
      this.#isStale = true;
      this.#mayHaveParted = true;
      return [];
    }
    return taken.windows.map((bounds) => {
      const window = this.#windows.get(boundsOf(bounds))!;
      window.elements.delete(taken);
      window.changed = true;
      return window;
    });
  }

  /** Whether a window touches that of a record which is there. */
  touches({ start, end }: TimeWindow): boolean {
    for (const element of this.#all()) {
      if (element.windows.some((other) => start <= other.end && other.start <= end)) return true;
    }
    return false;
  }

  /** All windows, as the records that are there make them. */
  all(): ChangingWindow[] {
    if (this.#isStale) this.#mergeAnew();
    return [...this.#windows.values()];
  }

  /** Records at which a window's function failed leave it. */
  leaveOut(window: ChangingWindow, kept: readonly HeldElement[]): void {
    const left = new Set(kept);
    for (const element of window.elements) if (!left.has(element)) this.#leave(element, window);
    window.elements = left;
  }

  /** Lets go of a window, and of the records that are in no other one. */
  close(window: ChangingWindow): void {
    for (const element of window.elements) this.#leave(element, window);
    this.#windows.delete(boundsOf(window));
  }

  /** Records in order of arrival, each with its windows. */
  *inOrder(): Iterable<HeldElement> {
    yield* [...this.#all()].sort((one, other) => one.order - other.order);
  }

  /** For restoring: what a window has given. */
  hasGiven(bounds: TimeWindow, rows: readonly unknown[]): void {
    this.#windowOf(bounds).fired = rows;
  }

  /** For restoring: windows hold what they held when they fired. */
  restored(): void {
    if (this.#isStale) this.#mergeAnew();
    for (const window of this.#windows.values()) window.changed = false;
  }

  #hold(element: HeldElement): readonly ChangingWindow[] {
    const content = contentOf(element);
    const equal = this.#elements.get(content);
    if (equal === undefined) this.#elements.set(content, [element]);
    else equal.push(element);
    if (this.#merges) {
      this.#isStale = true;
      return [];
    }
    return element.windows.map((bounds) => {
      const window = this.#windowOf(bounds);
      window.elements.add(element);
      window.changed = true;
      return window;
    });
  }

  *#all(): Iterable<HeldElement> {
    for (const equal of this.#elements.values()) yield* equal;
  }

  #windowOf({ start, end }: TimeWindow): ChangingWindow {
    const bounds = boundsOf({ start, end });
    let window = this.#windows.get(bounds);
    if (window === undefined) {
      window = { start, end, elements: new Set(), fired: undefined, changed: true };
      this.#windows.set(bounds, window);
    }
    return window;
  }

  #leave(element: HeldElement, window: TimeWindow): void {
    const isOf = (own: TimeWindow): boolean =>
      this.#merges ? own.start >= window.start && own.end <= window.end : boundsOf(own) === boundsOf(window);
    element.windows = element.windows.filter((own) => !isOf(own));
    if (element.windows.length > 0) return;
    const content = contentOf(element);
    const equal = this.#elements.get(content)!.filter((one) => one !== element);
    if (equal.length === 0) this.#elements.delete(content);
    else this.#elements.set(content, equal);
  }

  /** Windows in order of their starts become one as long as they touch. */
  #mergeAnew(): void {
    this.#isStale = false;
    this.#mayHaveParted = false;
    const before = new Map(this.#windows);
    this.#windows.clear();
    for (const { start, end, elements } of touching([...this.#all()])) {
      const held = new Set([...elements].sort((one, other) => one.order - other.order));
      const known = before.get(boundsOf({ start, end }));
      const window = this.#windowOf({ start, end });
      window.elements = held;
      window.fired = known?.fired;
      window.changed = known === undefined || known.changed || !sameElements(known.elements, held);
    }
    for (const [bounds, { start, end, fired }] of before) {
      if (fired === undefined || this.#windows.has(bounds)) continue;
      this.#windowOf({ start, end }).fired = fired;
    }
  }
}

/** Equal records stand for each other: what aggregates take of them, their windows' time, and the row where it is read. */
function contentOf({ timeMs, values, row }: WindowElement): unknown {
  return distinctKey([timeMs ?? null, values.map((value) => value ?? null), row ?? null]);
}

function touching(
  elements: readonly HeldElement[],
): { start: number; end: number; readonly elements: Set<HeldElement> }[] {
  const merged: { start: number; end: number; elements: Set<HeldElement> }[] = [];
  const own = elements.flatMap((element) => element.windows.map((window) => ({ window, element })));
  own.sort((one, other) => one.window.start - other.window.start);
  for (const { window, element } of own) {
    const last = merged.at(-1);
    if (last === undefined || window.start > last.end) merged.push({ ...window, elements: new Set([element]) });
    else {
      last.end = Math.max(last.end, window.end);
      last.elements.add(element);
    }
  }
  return merged;
}

function sameElements(one: ReadonlySet<HeldElement>, other: ReadonlySet<HeldElement>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}

type StoredElement = readonly [
  timeMs: number | undefined,
  row: unknown,
  values: readonly unknown[],
  windows: readonly (readonly [start: number, end: number])[],
];
type StoredWindow = readonly [start: number, end: number, rows: readonly unknown[]];

/** The stored form: records in order of arrival, and the rows that windows have given. */
export function changingWindowsCodec(merges: boolean): ValueCodec<ChangingWindows> {
  return {
    form: merges ? "merging windows of changes" : "windows of changes",
    encode: (windows) => {
      const elements = [...windows.inOrder()].map(({ timeMs, row, values, windows: own }): StoredElement => {
        return [timeMs, row, values, own.map(({ start, end }) => [start, end] as const)];
      });
      const fired = windows
        .all()
        .flatMap(({ start, end, fired: rows }): StoredWindow[] => (rows === undefined ? [] : [[start, end, rows]]));
      return [windows.global, elements, fired];
    },
    decode: (stored) => {
      const [global, elements, fired] = stored as readonly [unknown, readonly StoredElement[], readonly StoredWindow[]];
      const windows = new ChangingWindows(merges);
      windows.global = global;
      for (const [timeMs, row, values, own] of elements) {
        windows.add(
          { timeMs, row, values },
          own.map(([start, end]) => ({ start, end })),
        );
      }
      for (const [start, end, rows] of fired) windows.hasGiven({ start, end }, rows);
      windows.restored();
      return windows;
    },
  };
}
