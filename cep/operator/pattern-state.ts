import {
  type ByteReader,
  type ByteWriter,
  groupWriter,
  type KeySpace,
  keyedBytes,
  type Recoverable,
  readValue,
  type StateDeclaration,
  type StateSnapshot,
  writeValue,
  writtenBytes,
} from "../../core/mod.ts";
import { PartialMatches } from "../matching/partial-matches.ts";

/** What is under way of patterns: one store for all, in which each has a number. */
export interface PatternState {
  readonly partials: PartialMatches;
  /** The number of a pattern, which is its own as long as it is kept. */
  numberOf(name: string): number;
  /** Forgets all patterns but these, and what is under way of them. */
  keepOnly(names: readonly string[]): void;
  /** The places of a pattern that came with a restore; once. */
  restored(number: number): readonly number[];
  /** Keys that must stay known although nothing may be under way for them. */
  wantedKeys: Iterable<number>;
}

/**
 * Declares the partial matches of patterns. `form` says how the patterns are built: what was under way in one automaton
 * cannot go on in another.
 */
export function patternState(form: string): StateDeclaration<PatternState> {
  return {
    name: "partial matches",
    scope: "keyed",
    form: `partial matches 2 (${form})`,
    create: ({ keys }) => new RecoverablePatterns(keys),
  };
}

/** About what a partial match, a link and an event take. */
const [partialBytes, linkBytes, eventBytes] = [48, 16, 120];

class RecoverablePatterns implements PatternState, Recoverable {
  readonly partials: PartialMatches = new PartialMatches();
  wantedKeys: Iterable<number> = [];
  readonly #keys: KeySpace;
  readonly #numbers = new Map<string, number>();
  readonly #names: (string | undefined)[] = [];
  readonly #restored = new Map<number, number[]>();

  constructor(keys: KeySpace) {
    this.#keys = keys;
  }

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      const free = this.#names.indexOf(undefined);
      number = free < 0 ? this.#names.length : free;
      this.#names[number] = name;
      this.#numbers.set(name, number);
    }
    return number;
  }

  keepOnly(names: readonly string[]): void {
    const kept = new Set(names);
    const gone = [...this.#numbers.keys()].filter((name) => !kept.has(name));
    if (gone.length === 0) return;
    for (const name of gone) {
      const number = this.#numbers.get(name)!;
      this.#numbers.delete(name);
      this.#restored.delete(number);
      this.#names[number] = undefined;
    }
    this.partials.sweep((pattern) => this.#names[pattern] !== undefined);
  }

  restored(number: number): readonly number[] {
    const places = this.#restored.get(number) ?? [];
    this.#restored.delete(number);
    return places;
  }

  snapshot(): StateSnapshot {
    const { partials } = this;
    const writers = new Map<number, ByteWriter>();
    // The names of all patterns are at the head of each group, so that keys need their numbers only.
    const names = this.#names.map((name) => name ?? null);
    for (let entry = 0; entry < partials.keys.size; entry++) {
      const places = this.#placesOf(entry);
      if (places.length === 0) continue;
      const key = partials.keys.keys[entry]!;
      const group = this.#keys.groupOf(key);
      const isNew = !writers.has(group);
      const writer = groupWriter(writers, group);
      if (isNew) writeValue(writer, names);
      writeValue(writer, this.#keys.keyOf(key));
      writeKey(writer, partials, places);
    }
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[]): void {
    for (const bytes of keyedBytes(parts)) {
      const reader = { bytes, at: 0 };
      const names = readValue(reader) as readonly (string | null)[];
      while (reader.at < bytes.length) {
        const entry = this.partials.entryOf(this.#keys.numberOf(readValue(reader)));
        readKey(reader, this.partials, (number) => this.#restoredPlace(entry, names[number]!));
      }
    }
  }

  /** Of events as objects only what holds them is known. */
  footprint(): ReturnType<NonNullable<Recoverable["footprint"]>> {
    const { size, buffer } = this.partials;
    return { entries: size, bytes: partialBytes * size + linkBytes * buffer.links + eventBytes * buffer.events };
  }

  eachKey(visit: (key: number) => void): void {
    const { keys } = this.partials;
    for (let entry = 0; entry < keys.size; entry++) if (this.#placesOf(entry).length > 0) visit(keys.keys[entry]!);
    for (const key of this.wantedKeys) visit(key);
  }

  #restoredPlace(entry: number, name: string): number {
    const number = this.numberOf(name);
    const place = this.partials.addPlace(entry, number);
    this.#restored.set(number, [...(this.#restored.get(number) ?? []), place]);
    return place;
  }

  /** The places of a key that hold something, the oldest first. */
  #placesOf(entry: number): number[] {
    const { partials } = this;
    const places: number[] = [];
    for (let place = partials.firstPlaces[entry]!; place >= 0; place = partials.nextPlaceOf(place)) {
      if (!partials.isEmpty(place)) places.push(place);
    }
    return places.reverse();
  }
}

// A key's bytes: rows, and as numbers the times and orders of events; step, event and place before of links; for each pattern its
// number, and state, link, time and order of the first event of partial matches and of matches that wait. All by their places in
// these lists: an event that several patterns hold is there once.

type StoredPattern = readonly [number: number, running: readonly number[], waiting: readonly number[]];

function writeKey(writer: ByteWriter, partials: PartialMatches, places: readonly number[]): void {
  const { buffer } = partials;
  const linkPlaces = new Map<number, number>();
  const eventPlaces = new Map<number, number>();
  const rows: unknown[] = [];
  const events: number[] = [];
  const links: number[] = [];
  const placeOfLink = (link: number): number => {
    const chain: number[] = [];
    for (let at = link; at >= 0 && !linkPlaces.has(at); at = buffer.beforeOf(at)) chain.push(at);
    for (const at of chain.reverse()) {
      const event = buffer.eventOf(at);
      if (!eventPlaces.has(event)) {
        eventPlaces.set(event, rows.length);
        rows.push(buffer.rows[event]);
        events.push(buffer.timeOf(event), buffer.orderOf(event));
      }
      links.push(buffer.stepOf(at), eventPlaces.get(event)!, linkPlaces.get(buffer.beforeOf(at)) ?? -1);
      linkPlaces.set(at, linkPlaces.size);
    }
    return linkPlaces.get(link)!;
  };
  const stored = (matches: readonly number[]): number[] => {
    const numbers: number[] = [];
    for (const match of matches) {
      numbers.push(partials.stateOf(match), placeOfLink(partials.linkOf(match)));
      numbers.push(partials.startMsOf(match), partials.startOf(match));
    }
    return numbers;
  };
  const patterns = places.map((place): StoredPattern => {
    return [
      partials.patternOf(place),
      stored(partials.chainOf(place)),
      stored(partials.waitingOf(place)?.matches ?? []),
    ];
  });
  writeValue(writer, [rows, events, links, patterns]);
}

function readKey(reader: ByteReader, partials: PartialMatches, placeFor: (number: number) => number): void {
  type Stored = [rows: unknown[], events: number[], links: number[], patterns: StoredPattern[]];
  const [rows, events, links, patterns] = readValue(reader) as Stored;
  const { buffer } = partials;
  const eventAt = rows.map((row, at) => buffer.addEvent(row, events[2 * at]!, events[2 * at + 1]!));
  for (let at = 1; at < events.length; at += 2) partials.nextOrder = Math.max(partials.nextOrder, events[at]! + 1);
  const linkAt: number[] = [];
  for (let at = 0; at < links.length; at += 3) {
    linkAt.push(buffer.branch(links[at]!, eventAt[links[at + 1]!]!, linkAt[links[at + 2]!] ?? -1));
  }
  const added = (chain: readonly number[]): number[] => {
    const matches: number[] = [];
    for (let at = 0; at < chain.length; at += 4) {
      const link = linkAt[chain[at + 1]!]!;
      buffer.hold(link);
      matches.push(partials.add(chain[at]!, link, chain[at + 2]!, chain[at + 3]!));
    }
    return matches;
  };
  for (const [number, running, waiting] of patterns) {
    const place = placeFor(number);
    const matches = added(running);
    matches.forEach((match, at) => partials.setNext(match, matches[at + 1] ?? -1));
    partials.setHead(place, matches[0] ?? -1);
    partials.setTail(place, matches.at(-1) ?? -1);
    partials.addCount(place, matches.length);
    partials.setWaiting(place, partials.queue(added(waiting)));
    // Not known: the first look at the place finds out.
    partials.setExpiry(place, running.length > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  }
  for (const link of linkAt) buffer.release(link);
  for (const event of eventAt) buffer.releaseEvent(event);
}
