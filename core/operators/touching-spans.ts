import { OrderedBlocks } from "../data/ordered-blocks.ts";

/** From its start to its end; both belong to it where it is asked whether two touch. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What there was of spans that a change has parted or joined, and what there is in their place. */
export interface SpanChange {
  readonly before: readonly Span[];
  readonly after: readonly Span[];
}

/** The values that begin at one time. */
interface Beginning<Value> {
  readonly start: number;
  /** The latest of their ends. */
  end: number;
  readonly ends: Map<Value, number>;
}

/**
 * Values from a start to an end, of which those that touch are one span. What comes or goes costs a search and those that
 * lie where it lay, however many a span has: it is only told where it begins and ends, and has what begins within.
 *
 * Morally: `sorted(intervals).reduce((spans, own) => own.start <= spans.at(-1).end ? grown(spans, own) : [...spans, own])`.
 */
export class TouchingSpans<Value> {
  readonly #beginnings = new OrderedBlocks<Beginning<Value>>(({ end }) => end);
  /** By start; no two touch. */
  readonly #spans = new OrderedBlocks<Span>();

  add({ start, end }: Span, value: Value): SpanChange {
    const before = this.touching({ start, end });
    this.#begin(start, end, value);
    const grown = { start: Math.min(start, before[0]?.start ?? start), end: Math.max(end, before.at(-1)?.end ?? end) };
    return this.#replace(before, [grown]);
  }

  /** Takes out what was added; a span may then end sooner or be two. */
  remove({ start, end }: Span, value: Value): SpanChange {
    this.leave({ start, end }, value);
    const span = this.#spanAt(start);
    if (span === undefined) return { before: [], after: [] };
    const reach = this.#beginnings.largestIn(span.start, start);
    return this.#replace([span], this.#parts(span, { start, end, reach }));
  }

  /** Takes out what was added; the span goes on as it is until it is found anew or deleted. */
  leave({ start }: Span, value: Value): void {
    const beginning = this.#beginnings.get(start);
    const end = beginning?.ends.get(value);
    if (beginning === undefined || end === undefined) return;
    beginning.ends.delete(value);
    if (beginning.ends.size === 0) this.#beginnings.delete(start);
    else if (end === beginning.end) {
      beginning.end = latest(beginning.ends.values(), end);
      this.#beginnings.resized(start);
    }
  }

  /** A span as the values that are left make it. */
  findAnew(span: Span): SpanChange {
    const all = { ...span, end: Number.POSITIVE_INFINITY, reach: Number.NEGATIVE_INFINITY };
    return this.#replace([span], this.#parts(span, all));
  }

  /** Has a span where its values make others, or none: until it is found anew. */
  hold(span: Span): SpanChange {
    return this.#replace(this.touching(span), [span]);
  }

  /** Lets go of a span, not of its values. */
  delete(span: Span): void {
    const known = this.#spans.get(span.start);
    if (known !== undefined && isEqual(known, span)) this.#spans.delete(span.start);
  }

  /** The spans that touch one, in order. */
  touching({ start, end }: Span): Span[] {
    const first = this.#spanAt(start);
    const touched = first !== undefined && first.end >= start ? [first] : [];
    for (const span of this.#spans.upFrom(start)) {
      if (span.start > end) break;
      if (span !== first) touched.push(span);
    }
    return touched;
  }

  /** The values of a span, each once. */
  valuesIn({ start, end }: Span): Set<Value> {
    const values = new Set<Value>();
    for (const beginning of this.#beginnings.upFrom(start)) {
      if (beginning.start > end) break;
      for (const value of beginning.ends.keys()) values.add(value);
    }
    return values;
  }

  #begin(start: number, end: number, value: Value): void {
    const beginning = this.#beginnings.get(start);
    if (beginning === undefined) {
      this.#beginnings.set(start, { start, end, ends: new Map([[value, end]]) });
      return;
    }
    beginning.ends.set(value, Math.max(end, beginning.ends.get(value) ?? end));
    beginning.end = Math.max(beginning.end, end);
    this.#beginnings.resized(start);
  }

  /** The last span that begins at or before a time. */
  #spanAt(timeMs: number): Span | undefined {
    for (const span of this.#spans.downFrom(timeMs)) return span;
    return undefined;
  }

  /**
   * What is left of a span from which something went: nothing is another beyond where it ended, if all up to there is reached.
   *
   * @param gone `reach`: how far what begins before it reaches; −∞ where nothing does.
   */
  #parts(span: Span, gone: Span & { readonly reach: number }): Span[] {
    const parts: Span[] = [];
    let own = gone.reach === Number.NEGATIVE_INFINITY ? undefined : { start: span.start, end: gone.reach };
    for (const { start, end } of this.#beginnings.upFrom(gone.start)) {
      if (start > span.end || (own !== undefined && own.end >= gone.end)) break;
      if (own === undefined || start > own.end) {
        if (own !== undefined) parts.push(own);
        own = { start, end };
      } else own.end = Math.max(own.end, end);
    }
    if (own === undefined) return parts;
    return [...parts, own.end >= gone.end ? { start: own.start, end: span.end } : own];
  }

  #replace(before: readonly Span[], after: readonly Span[]): SpanChange {
    const isSame = before.length === 1 && after.length === 1 && isEqual(before[0]!, after[0]!);
    if (isSame) return { before, after: before };
    for (const { start } of before) this.#spans.delete(start);
    for (const span of after) this.#spans.set(span.start, span);
    return { before, after };
  }
}

function isEqual(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}

/** The latest of some ends, of which none is later than one. */
function latest(ends: Iterable<number>, atMost: number): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const end of ends) {
    if (end === atMost) return end;
    last = Math.max(last, end);
  }
  return last;
}
