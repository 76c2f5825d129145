import { type Alignment, type AlignmentGroup, alignment } from "../alignment.ts";
import { directSources } from "../direct-sources.ts";
import type { Feed, FeedTime } from "../feed.ts";
import type { Stage } from "../stage.ts";

/** Alignment of feeds that several threads read: how far each is lies in memory that all of them see. */
export interface SharedAlignment extends Alignment {
  /** Says where the feeds of a source are written down: by the number of their first split, for each step that aligns them. */
  open(source: Stage, splits: readonly { readonly id: string }[], times: SharedArrayBuffer): void;
  /** Something has moved in another thread. */
  heard(): void;
}

/** Bytes for the feeds of a source. */
export function alignmentBytes(stages: readonly Stage[], source: Stage, splits: number): number {
  return 16 * Math.max(1, splits * alignersOf(stages, source).length);
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
  readonly places: ReadonlyMap<string, number>;
}

interface Member {
  readonly feed: Feed;
  readonly time: FeedTime;
  readonly group: AlignmentGroup;
  readonly table: Table;
  readonly place: number;
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
      const table = tables.find((one) => one.source === feed.source && one.step === time.step);
      const place = table?.places.get(feed.splits[0]?.id ?? "");
      if (place !== undefined) members.push({ feed, time, group, table: table!, place });
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
    change: () => local.change(),
    open: ({ id }, splits, times) => {
      const source = stages.find((stage) => stage.id === id)!;
      const places = new Map(splits.map((split, place) => [split.id, place]));
      for (const [at, { step, group }] of alignersOf(stages, source).entries()) {
        const first = 16 * splits.length * at;
        tables.push({
          source: id,
          step,
          group,
          times: new Float64Array(times, first, splits.length),
          counts: new Int32Array(times, first + 8 * splits.length, splits.length),
          places,
        });
      }
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
    for (const [split, place] of table.places) {
      if (Atomics.load(table.counts, place) === 0 || table.times[place]! >= least) continue;
      least = table.times[place]!;
      last = { split };
    }
  }
  return last;
}

/** Writes down how far feeds are; says whether that is news. */
function publish(members: readonly Member[]): boolean {
  let isNews = false;
  for (const { feed, time, table, place } of members) {
    const { watermark } = time;
    const counts = feed.status === "unread" || feed.status === "ended" || time.isIdle ? 0 : 1;
    if (table.times[place] === watermark && table.counts[place] === counts) continue;
    table.times[place] = watermark;
    Atomics.store(table.counts, place, counts);
    isNews = true;
  }
  return isNews;
}
