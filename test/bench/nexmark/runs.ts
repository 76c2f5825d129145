import { eventsPerEpoch } from "./event.ts";

/** Events `first … first + count − 1`, what a batch is made of. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** A kind of event, by where it stands in an epoch. */
export type Kind = "persons" | "auctions" | "bids";

const offsets: Readonly<Record<Kind, readonly [from: number, to: number]>> = {
  persons: [0, 1],
  auctions: [1, 4],
  bids: [4, eventsPerEpoch],
};

/** Writes a column of the events `[n, end)` of one epoch from position `at` of `out` on. */
export type Fill<Values> = (n: number, end: number, out: Values, at: number) => void;

/** The fills of a column by the kinds of event that have it. */
export type Fills<Values> = Readonly<Partial<Record<Kind, Fill<Values>>>>;

export function kindsOf(fills: Readonly<Partial<Record<Kind, unknown>>>): readonly Kind[] {
  return (["persons", "auctions", "bids"] as const).filter((kind) => fills[kind] !== undefined);
}

/** Fills a column epoch by epoch; rows of other kinds are left alone. */
export function fillRuns<Values>(span: Span, fills: Fills<Values>, out: Values): Values {
  for (const kind of kindsOf(fills)) fillKind(span, offsets[kind], fills[kind]!, out);
  return out;
}

function fillKind<Values>(
  { first, count }: Span,
  [from, to]: readonly [number, number],
  fill: Fill<Values>,
  out: Values,
): void {
  for (let start = first - (first % eventsPerEpoch); start < first + count; start += eventsPerEpoch) {
    const n = Math.max(first, start + from);
    const end = Math.min(first + count, start + to);
    if (n < end) fill(n, end, out, n - first);
  }
}

/** The type of each event: repeats with the epoch, so that it is made once for each phase of one. */
export function typesOf({ first, count }: Span): Int32Array {
  const phase = first % eventsPerEpoch;
  const made = types.get(phase);
  if (made !== undefined && made.length >= count) return made;
  const values = Int32Array.from({ length: roundUp(count) }, (_, row) => typeAt((phase + row) % eventsPerEpoch));
  types.set(phase, values);
  return values;
}

/**
 * Bits of the events that are of one of the kinds. Repeats every 200 rows and is never changed, so that all batches
 * of a phase share it: it costs nothing.
 */
export function validityOf({ first, count }: Span, kinds: readonly Kind[]): Uint8Array | undefined {
  if (kinds.length === 3) return undefined;
  const phase = first % eventsPerEpoch;
  const key = `${phase} ${kinds.join()}`;
  const made = validities.get(key);
  if (made !== undefined && made.length * 8 >= count) return made;
  const bits = new Uint8Array(roundUp(count) / 8);
  for (let row = 0; row < bits.length * 8; row++) {
    if (kinds.includes(kindAt((phase + row) % eventsPerEpoch))) bits[row >> 3]! |= 1 << (row & 7);
  }
  validities.set(key, bits);
  return bits;
}

const types = new Map<number, Int32Array>();
const validities = new Map<string, Uint8Array>();

function typeAt(offset: number): number {
  return offset === 0 ? 0 : offset < 4 ? 1 : 2;
}

function kindAt(offset: number): Kind {
  return (["persons", "auctions", "bids"] as const)[typeAt(offset)]!;
}

function roundUp(count: number): number {
  return Math.ceil(count / 1024) * 1024;
}
