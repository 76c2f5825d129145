import { type Alignment, type AlignmentGroup, alignment } from "../alignment.ts";
import { directSources } from "../direct-sources.ts";
import type { Feed, FeedTime } from "../feed.ts";
import { readerOf } from "../read-sources.ts";
import type { Stage } from "../stage.ts";

/** Alignment of feeds that several threads read: how far each is lies in memory that all of them see. */
export interface SharedAlignment extends Alignment {
  /** Says where feeds of a source are written down: by the number of their first split, for each step that aligns them. */
  open(source: Stage, round: AlignedRound & { readonly times: SharedArrayBuffer }): void;
  /** Something has moved in another thread. */
  heard(): void;
}

/** Splits that came at once, or were listed, and how many there were before. */
export interface AlignedRound {
  readonly splits: readonly { readonly id: string }[];
  readonly before: number;
}

/**
 * Memory for the feeds of a source, and for each of its subtasks that has any: those that its worker has not begun are waited
 * for as one that is nowhere yet, as in one thread all would have begun by then.
 */
export function alignmentMemory(stages: readonly Stage[], source: Stage, round: AlignedRound): SharedArrayBuffer {
  const aligners = alignersOf(stages, source);
  const memory = new SharedArrayBuffer(Math.max(1, aligners.length * tableBytes(source, round.splits.length)));
  for (const table of tablesOf(aligners, source, round, memory)) {
    for (const place of table.firsts.keys()) {
      table.times[place] = Number.NEGATIVE_INFINITY;
      table.counts[place] = 1;
    }
  }
  return memory;
}

function tableBytes({ parallelism }: Stage, splits: number): number {
  return 16 * (splits + parallelism);
}

function tablesOf(
  aligners: readonly Aligner[],
  source: Stage,
  { splits, before }: AlignedRound,
  memory: SharedArrayBuffer,
): Table[] {
  const places = new Map(splits.map((split, place) => [split.id, place]));
  const firsts = new Map<number, string>();
  for (const [at, { id }] of splits.entries()) {
    const place = splits.length + readerOf(source, before + at, true);
    if (!firsts.has(place)) firsts.set(place, id);
  }
  const length = splits.length + source.parallelism;
  return aligners.map(({ step, group }, at) => {
    const first = at * tableBytes(source, splits.length);
    const times = new Float64Array(memory, first, length);
    const counts = new Int32Array(memory, first + 8 * length, length);
    return { source: source.id, step, group, times, counts, places, before, firsts };
  });
}

interface Aligner extends AlignmentGroup {
  readonly step: string;
}

/** The steps that align the splits of a source. */
function alignersOf(stages: readonly Stage[], source: Stage): Aligner[] {
  return stages.flatMap((stage) => {
    const align = stage.node.kind === "operator" ? stage.node.operator.eventTime?.align : undefined;
    return align !== undefined && directSources(stage).includes(source) ? [{ ...align, step: stage.node.name }] : [];
  });
}

/**
 * The feeds of one source as one step sees them: how far event time is in each, and whether others wait for it. Each has one
 * writer; a reader that is late holds back, or lets go on, a moment longer than it would.
 */
interface Table {
  readonly source: string;
  readonly step: string;
  readonly group: string;
  readonly times: Float64Array;
  readonly counts: Int32Array;
  /** Of splits. */
  readonly places: ReadonlyMap<string, number>;
  /** How many splits its source had before. */
  readonly before: number;
  /** Of subtasks that have splits, with the first of those: until one has been begun. */
  readonly firsts: ReadonlyMap<number, string>;
}

interface Member {
  readonly feed: Feed;
  readonly time: FeedTime;
  readonly group: AlignmentGroup;
  readonly table: Table;
  readonly place: number;
  /** Where its subtask stands. */
  readonly reader: number;
}

/** @param ring Tells the other threads that something has moved. */
export function sharedAlignment(stages: readonly Stage[], ring: () => void): SharedAlignment {
  const local = alignment();
  const tables: Table[] = [];
  const members: Member[] = [];
  const leastOf = (group: string): number => {
    let least = Number.POSITIVE_INFINITY;
    for (const table of tables) {
      if (table.group !== group) continue;
      for (let place = 0; place < table.times.length; place++) {
        if (Atomics.load(table.counts, place) === 1) least = Math.min(least, table.times[place]!);
      }
    }
    return least;
  };
  const isAheadOfOthers = ({ group, time }: Member): boolean =>
    time.watermark - leastOf(group.group) > group.maxDriftMs;
  return {
    join: (group, feed, time) => {
      local.join(group, feed, time);
      const first = feed.splits[0]?.id ?? "";
      const table = tables.find((one) => one.source === feed.source && one.step === time.step && one.places.has(first));
      if (table === undefined) return;
      const place = table.places.get(first)!;
      const source = stages.find(({ id }) => id === feed.source)!;
      const reader = table.places.size + readerOf(source, table.before + place, true);
      members.push({ feed, time, group, table, place, reader });
    },
    isAhead: (feed) => local.isAhead(feed) || members.some((member) => member.feed === feed && isAheadOfOthers(member)),
    lastBefore: (feed) =>
      local.lastBefore(feed) ??
      lastElsewhere(
        members.find((one) => one.feed === feed),
        tables,
      ),
    groupsOf: (feed) => local.groupsOf(feed),
    moved: () => {
      if (members.length > 0 && publish(members)) ring();
      local.moved();
    },
    change: (feed) => local.change(feed),
    open: ({ id }, round) => {
      const source = stages.find((stage) => stage.id === id)!;
      tables.push(...tablesOf(alignersOf(stages, source), source, round, round.times));
    },
    heard: () => local.moved(),
  };
}

/** The split, of whichever thread, that is least far in a member's group. */
function lastElsewhere(member: Member | undefined, tables: readonly Table[]): { readonly split: string } | undefined {
  let least = Number.POSITIVE_INFINITY;
  let last: { readonly split: string } | undefined;
  for (const table of tables) {
    if (table.group !== member?.group.group) continue;
    for (const [place, split] of [...placesOf(table), ...table.firsts]) {
      if (Atomics.load(table.counts, place) === 0 || table.times[place]! >= least) continue;
      least = table.times[place]!;
      last = { split };
    }
  }
  return last;
}

function placesOf({ places }: Table): [number, string][] {
  return Array.from(places, ([split, place]) => [place, split]);
}

/** Writes down how far feeds are; says whether that is news. */
function publish(members: readonly Member[]): boolean {
  let isNews = false;
  for (const { feed, time, table, place, reader } of members) {
    const { watermark } = time;
    const isBegun = feed.status !== "unread";
    const counts = !isBegun || feed.status === "ended" || time.isIdle ? 0 : 1;
    if (table.times[place] !== watermark || table.counts[place] !== counts) {
      table.times[place] = watermark;
      Atomics.store(table.counts, place, counts);
      isNews = true;
    }
    if (isBegun && table.counts[reader] === 1) {
      Atomics.store(table.counts, reader, 0);
      isNews = true;
    }
  }
  return isNews;
}
