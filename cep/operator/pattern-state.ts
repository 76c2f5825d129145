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

/** The partial matches of patterns, by the name of each: what is under way. */
export interface PatternState {
  readonly byPattern: ReadonlyMap<string, PartialMatches>;
  /** Those of a pattern, none at first. */
  of(pattern: string): PartialMatches;
  drop(pattern: string): void;
}

/**
 * Declares the partial matches of patterns. `form` says how the patterns are built: what was under way in one automaton
 * cannot go on in another.
 */
export function patternState(form: string): StateDeclaration<PatternState> {
  return {
    name: "partial matches",
    scope: "keyed",
    form: `partial matches 1 (${form})`,
    create: ({ keys }) => new RecoverablePatterns(keys),
  };
}

class RecoverablePatterns implements PatternState, Recoverable {
  readonly byPattern = new Map<string, PartialMatches>();
  readonly #keys: KeySpace;

  constructor(keys: KeySpace) {
    this.#keys = keys;
  }

  of(pattern: string): PartialMatches {
    let partials = this.byPattern.get(pattern);
    if (partials === undefined) {
      partials = new PartialMatches();
      this.byPattern.set(pattern, partials);
    }
    return partials;
  }

  drop(pattern: string): void {
    this.byPattern.delete(pattern);
  }

  snapshot(): StateSnapshot {
    const writers = new Map<number, ByteWriter>();
    for (const [pattern, partials] of this.byPattern) {
      for (let place = 0; place < partials.keys.size; place++) {
        if (partials.headOf(place) < 0 && partials.waitingOf(place) < 0) continue;
        const key = partials.keys.keys[place]!;
        const writer = groupWriter(writers, this.#keys.groupOf(key));
        writeValue(writer, pattern);
        writeValue(writer, this.#keys.keyOf(key));
        writePlace(writer, partials, place);
      }
    }
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[]): void {
    for (const bytes of keyedBytes(parts)) {
      const reader = { bytes, at: 0 };
      while (reader.at < bytes.length) {
        const partials = this.of(readValue(reader) as string);
        readPlace(reader, partials, partials.placeOf(this.#keys.numberOf(readValue(reader))));
      }
    }
  }

  eachKey(visit: (key: number) => void): void {
    for (const partials of this.byPattern.values()) {
      for (let place = 0; place < partials.keys.size; place++) {
        if (partials.headOf(place) >= 0 || partials.waitingOf(place) >= 0) visit(partials.keys.keys[place]!);
      }
    }
  }
}

// A key's bytes: rows, and as numbers the times and orders of events; step, event and place before of links; state, link,
// time and order of the first event of partial matches and of matches that wait. All by their places in these lists.

function writePlace(writer: ByteWriter, partials: PartialMatches, place: number): void {
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
  const chainOf = (first: number): number[] => {
    const chain: number[] = [];
    for (let at = first; at >= 0; at = partials.nextOf(at)) {
      chain.push(partials.stateOf(at), placeOfLink(partials.linkOf(at)), partials.startMsOf(at), partials.startOf(at));
    }
    return chain;
  };
  const running = chainOf(partials.headOf(place));
  const waiting = chainOf(partials.waitingOf(place));
  writeValue(writer, [rows, events, links, running, waiting]);
}

function readPlace(reader: ByteReader, partials: PartialMatches, place: number): void {
  const [rows, events, links, running, waiting] = readValue(reader) as [
    unknown[],
    number[],
    number[],
    number[],
    number[],
  ];
  const { buffer } = partials;
  const eventAt = rows.map((row, at) => buffer.addEvent(row, events[2 * at]!, events[2 * at + 1]!));
  for (let at = 1; at < events.length; at += 2) partials.nextOrder = Math.max(partials.nextOrder, events[at]! + 1);
  const linkAt: number[] = [];
  for (let at = 0; at < links.length; at += 3) {
    linkAt.push(buffer.addLink(links[at]!, eventAt[links[at + 1]!]!, linkAt[links[at + 2]!] ?? -1));
  }
  const chained = (chain: readonly number[]): number => {
    let first = -1;
    for (let at = chain.length - 4; at >= 0; at -= 4) {
      const partial = partials.add(chain[at]!, linkAt[chain[at + 1]!]!, chain[at + 2]!, chain[at + 3]!);
      partials.setNext(partial, first);
      first = partial;
    }
    return first;
  };
  for (const event of eventAt) buffer.releaseEvent(event);
  partials.setHead(place, chained(running));
  partials.setWaiting(place, chained(waiting));
  partials.addCount(place, running.length / 4);
  // Not known: the first look at the key finds out.
  partials.setExpiry(place, running.length > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
}
