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
    table.times.fill(nobody);
    for (const place of table.firsts.keys()) table.times[place] = Number.NEGATIVE_INFINITY;
  }
  return memory;
}

function tableBytes({ parallelism }: Stage, splits: number): number {
  return 8 * (splits + parallelism);
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
    const times = new Float64Array(memory, at * tableBytes(source, splits.length), length);
    return { source: source.id, step, group, times, places, before, firsts };
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

/** Of what others do not wait for: it has not begun, is idle or has ended. */
const nobody = Number.POSITIVE_INFINITY;

/**
 * The feeds of one source as one step sees them: how far event time is in each that others wait for. Each has one writer; a
 * reader that is late holds back, or lets go on, a moment longer than it would.
 */
interface Table {
  readonly source: string;
  readonly step: string;
  readonly group: string;
  readonly times: Float64Array;
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
  readonly table: Table;
  readonly place: number;
  /** Where its subtask stands. */
  readonly reader: number;
}

/** @param ring Tells the other threads that something has moved. */
export function sharedAlignment(stages: readonly Stage[], ring: () => void): SharedAlignment {
  const tables: Table[] = [];
  const members = new Map<Feed, Member[]>();
  const local = alignment((group) => leastOf(tables, group));
  const publish = (feeds: Iterable<readonly Member[]>): void => {
    let isNews = false;
    for (const ofFeed of feeds) for (const member of ofFeed) isNews = writeDown(member) || isNews;
    if (isNews) ring();
  };
  const publishOf = (feed: Feed): void => publish([members.get(feed) ?? []]);
  return {
    join: (group, feed, time) => {
      const first = feed.splits[0]?.id ?? "";
      const table = tables.find((one) => one.source === feed.source && one.step === time.step && one.places.has(first));
      if (table !== undefined) {
        const place = table.places.get(first)!;
        const source = stages.find(({ id }) => id === feed.source)!;
        const reader = table.places.size + readerOf(source, table.before + place, true);
        members.set(feed, [...(members.get(feed) ?? []), { feed, time, table, place, reader }]);
        feed.returns(() => publishOf(feed));
      }
      local.join(group, feed, time);
    },
    isAhead: (feed) => local.isAhead(feed),
    lastBefore: (feed) => local.lastBefore(feed) ?? lastElsewhere(members.get(feed)?.[0], tables),
    groupsOf: (feed) => local.groupsOf(feed),
    moved: (feed) => {
      if (feed === undefined) publish(members.values());
      else publishOf(feed);
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

function leastOf(tables: readonly Table[], group: string): number {
  let least = nobody;
  for (const table of tables) {
    if (table.group !== group) continue;
    const { times } = table;
    for (let place = 0; place < times.length; place++) least = times[place]! < least ? times[place]! : least;
  }
  return least;
}

/** The split, of whichever thread, that is least far in a member's group. */
function lastElsewhere(member: Member | undefined, tables: readonly Table[]): { readonly split: string } | undefined {
  let least = nobody;
  let last: { readonly split: string } | undefined;
  for (const table of tables) {
    if (table.group !== member?.table.group) continue;
    for (const [place, split] of [...placesOf(table), ...table.firsts]) {
      if (table.times[place]! >= least) continue;
      least = table.times[place]!;
      last = { split };
    }
  }
  return last;
}

function placesOf({ places }: Table): [number, string][] {
  return Array.from(places, ([split, place]) => [place, split]);
}

/** Writes down how far a feed is; says whether that is news. */
function writeDown({ feed, time, table: { times }, place, reader }: Member): boolean {
  const isBegun = feed.status !== "unread";
  const timeMs = !isBegun || feed.status === "ended" || time.isIdle ? nobody : time.watermark;
  const isNews = times[place] !== timeMs || (isBegun && times[reader] !== nobody);
  times[place] = timeMs;
  // What it has begun is waited for by its own time.
  if (isBegun) times[reader] = nobody;
  return isNews;
}
