import { placeAll, placeRange, placeSelected } from "./kernels/dense.ts";
import { placeAllPairs, placePairs } from "./kernels/pair-places.ts";
import { isPacked, packedHalf, packedRange } from "./packed-keys.ts";

/** Where an index that hashes nothing has a key: at a place that the key itself tells. */
export interface Places {
  /** How many there are. */
  readonly count: number;
  /** The place of a key, −1 where it has none. */
  of(key: number): number;
  /** Finds or adds the entry of each key, as the kernels do. */
  findOrAdd(
    keys: Float64Array,
    selection: Int32Array | undefined,
    span: { readonly from: number; readonly to: number },
    found: PlacedEntries,
    entries: Int32Array,
  ): number;
  /** Puts the first `size` keys, all of which have a place, into `slots`, which is overwritten. */
  fill(keys: Float64Array, size: number, slots: Int32Array): void;
}

export interface PlacedEntries {
  readonly slots: Int32Array;
  readonly keys: Float64Array;
  /** [1], updated */
  readonly sizes: Int32Array;
}

/** Places are worth their room when there are at most so many for a key, or few at all. */
const placesPerKey = 8;
const fewPlaces = 1024;
const leastPlaces = 8;

/** Of pairs where few values of one side stand beside any of the other: a rectangle has more gaps than a row. */
const placesPerPair = 16;

/**
 * Places for the first `size` keys and one more, `more` being about to come: for whole numbers that lie close together, or
 * pairs of those. Undefined where there would be too many.
 */
export function placesFor(keys: Float64Array, size: number, key: number, more: number): Places | undefined {
  return isPacked(key)
    ? pairsFor(keys, size, key, Math.max(fewPlaces, placesPerPair * (size + more)))
    : distancesFor(keys, size, key, placesPerKey * (size + more));
}

/** The place of a key is its distance from `base`. */
export function placesByDistance(base: number, count: number): Places {
  return {
    count,
    of: (key) => {
      const distance = key - base;
      return distance >= 0 && distance < count && Math.floor(distance) === distance ? distance : -1;
    },
    findOrAdd: (keys, rows, { from, to }, { slots, keys: entryKeys, sizes }, entries) =>
      rows === undefined
        ? placeRange(keys, from, to, base, slots, entryKeys, entryKeys.length, sizes, entries)
        : placeSelected(keys, rows, from, to, base, slots, entryKeys, entryKeys.length, sizes, entries),
    fill: (keys, size, slots) => placeAll(keys, size, base, slots),
  };
}

function distancesFor(keys: Float64Array, size: number, key: number, worth: number): Places | undefined {
  if (Math.floor(key) !== key) return undefined;
  let least = key;
  let greatest = key;
  for (let entry = 0; entry < size; entry++) {
    const each = keys[entry]!;
    if (Math.floor(each) !== each) return undefined;
    if (each < least) least = each;
    if (each > greatest) greatest = each;
  }
  const span = greatest - least + 1;
  // Half as many places again, on both sides: keys that move on find theirs for a while. A window of one key begins with little.
  const fewest = Math.min(fewPlaces, Math.max(leastPlaces, worth));
  const count = 2 ** Math.ceil(Math.log2(Math.max(fewest, span * 1.5)));
  return count > Math.max(fewPlaces, worth)
    ? undefined
    : placesByDistance(least - Math.floor((count - span) / 4) * 2, count);
}

const allRows = new Int32Array(0);

function pairsFor(keys: Float64Array, size: number, key: number, most: number): Places | undefined {
  const range = packedRange(key);
  if (range === undefined) return undefined;
  const { first, perStep } = range;
  const [left, right] = sidesOf((key - first) * perStep);
  const lefts = { least: left, greatest: left };
  const rights = { least: right, greatest: right };
  for (let entry = 0; entry < size; entry++) {
    const packed = (keys[entry]! - first) * perStep;
    if (!(packed >= 0 && packed < packedHalf * packedHalf)) return undefined;
    const high = Math.floor(packed / packedHalf);
    const low = packed - high * packedHalf;
    if (high >= lefts.least && high <= lefts.greatest && low >= rights.least && low <= rights.greatest) continue;
    widen(lefts, high);
    widen(rights, low);
    if (spanOf(lefts) * spanOf(rights) > most) return undefined;
  }
  const [rows, columns] = [padded(lefts), padded(rights)];
  return rows.count * columns.count > most ? undefined : placesByPair({ first, perStep }, rows, columns);
}

interface Extent {
  least: number;
  greatest: number;
}

function widen(extent: Extent, value: number): void {
  extent.least = Math.min(extent.least, value);
  extent.greatest = Math.max(extent.greatest, value);
}

function spanOf({ least, greatest }: Extent): number {
  return greatest - least + 1;
}

interface Side {
  readonly base: number;
  readonly count: number;
}

/** Half as many again on both sides, but of a value that is always the same. */
function padded(extent: Extent): Side {
  const span = spanOf(extent);
  const count = span === 1 ? 1 : Math.min(packedHalf, Math.max(8, Math.ceil(span * 1.5)));
  const base = Math.max(0, extent.least - Math.floor((count - span) / 2));
  return { base: Math.min(base, packedHalf - count), count };
}

function sidesOf(packed: number): readonly [left: number, right: number] {
  const left = Math.floor(packed / packedHalf);
  return [left, packed - left * packedHalf];
}

function placesByPair(range: { first: number; perStep: number }, lefts: Side, rights: Side): Places {
  const { first, perStep } = range;
  const of = (key: number): number => {
    const packed = (key - first) * perStep;
    const high = Math.floor(packed / packedHalf);
    const left = high - lefts.base;
    const right = packed - high * packedHalf - rights.base;
    const isPlace = left >= 0 && left < lefts.count && right >= 0 && right < rights.count;
    return isPlace ? left * rights.count + right : -1;
  };
  return {
    count: lefts.count * rights.count,
    of,
    findOrAdd: (keys, rows, { from, to }, { slots, keys: entryKeys, sizes }, entries) => {
      const [left, right, width, most] = [lefts.base, rights.base, rights.count, entryKeys.length];
      const at = rows ?? allRows;
      return placePairs(
        ...([keys, at, from, to, first, perStep] as const),
        ...([left, right, width, slots, entryKeys, most, sizes, entries] as const),
      );
    },
    fill: (keys, size, slots) => {
      placeAllPairs(keys, size, first, perStep, lefts.base, rights.base, rights.count, slots);
    },
  };
}
