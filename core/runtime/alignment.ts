import type { Feed, FeedTime, ReadFeed } from "./feed.ts";
import { TimeHeap } from "./time-heap.ts";

/** Holds back what is further than others of its group, so that nobody downstream has to keep what lies between. */
export interface Alignment {
  join(group: AlignmentGroup, feed: ReadFeed, time: FeedTime): void;
  /** Whether a feed is ahead of the last of one of its groups by more than the drift: it should not be read on now. */
  isAhead(feed: Feed): boolean;
  /** The last one of a group that a feed is ahead in: what it waits for, unless that is elsewhere. */
  lastBefore(feed: Feed): { readonly split: string } | undefined;
  groupsOf(feed: Feed): readonly AlignmentGroup[];
  /** Says that a feed moved, fell idle, began to wait or ended; where it is not told which, that any may have. */
  moved(feed?: Feed): void;
  /** Settles once a feed is not ahead any more, which is looked at when one moves. */
  change(feed: Feed): Promise<void>;
}

export interface AlignmentGroup {
  readonly group: string;
  readonly maxDriftMs: number;
}

interface Member extends AlignmentGroup {
  readonly feed: Feed;
  readonly time: FeedTime;
  readonly of: Group;
  isListed: boolean;
}

interface Waiter {
  readonly feed: Feed;
  readonly wake: () => void;
}

interface Group {
  /**
   * Those that are waited for, by how far they were when it was last looked at. As a member only goes on, the first one that is
   * where it was is the last of all; so a move costs the logarithm of their number once it matters, nothing before.
   */
  readonly members: TimeHeap<Member>;
  /** Those that wait, by how far the last one has to be. */
  readonly waiting: TimeHeap<Waiter>;
}

/** @param elsewhere How far the last member of a group is that others look after; +∞ where there is none. */
export function alignment(elsewhere: (group: string) => number = () => Number.POSITIVE_INFINITY): Alignment {
  const groups = new Map<string, Group>();
  const ofFeed = new Map<Feed, Member[]>();
  const lastMs = (name: string, group: Group): number =>
    Math.min(lastOf(group)?.time.watermark ?? Number.POSITIVE_INFINITY, elsewhere(name));
  const aheadIn = (feed: Feed): Member | undefined =>
    ofFeed.get(feed)?.find((member) => untilMs(member) > lastMs(member.group, member.of));
  const wait = (waiter: Waiter): void => {
    const member = aheadIn(waiter.feed);
    if (member === undefined) waiter.wake();
    else member.of.waiting.put(untilMs(member), waiter);
  };
  return {
    join: (group, feed, time) => {
      const of = groups.get(group.group) ?? { members: new TimeHeap(), waiting: new TimeHeap() };
      groups.set(group.group, of);
      const member = { ...group, feed, time, of, isListed: false };
      ofFeed.set(feed, [...(ofFeed.get(feed) ?? []), member]);
      feed.returns(() => list(member));
      list(member);
    },
    isAhead: (feed) => ofFeed.size > 0 && aheadIn(feed) !== undefined,
    lastBefore: (feed) => {
      for (const member of ofFeed.get(feed) ?? []) {
        const last = lastOf(member.of);
        if (last !== undefined && untilMs(member) > last.time.watermark) return last.feed;
      }
      return undefined;
    },
    groupsOf: (feed) => ofFeed.get(feed) ?? [],
    moved: () => {
      for (const [name, group] of groups) {
        if (group.waiting.size === 0) continue;
        for (const waiter of due(group.waiting, lastMs(name, group))) wait(waiter);
      }
    },
    change: (feed) => new Promise((wake) => wait({ feed, wake })),
  };
}

/** How far the last one has to be for a member to go on. */
function untilMs({ time, maxDriftMs }: Member): number {
  return time.watermark - maxDriftMs;
}

function due(waiting: TimeHeap<Waiter>, timeMs: number): Waiter[] {
  const found: Waiter[] = [];
  for (let { least } = waiting; least !== undefined && least.timeMs <= timeMs; { least } = waiting) {
    found.push(least.item);
    waiting.takeLeast();
  }
  return found;
}

function list(member: Member): void {
  if (member.isListed || !isWaitedFor(member)) return;
  member.isListed = true;
  member.of.members.put(member.time.watermark, member);
}

/** Feeds that are not begun yet are not waited for: they may wait for their turn behind the one that asks. */
function isWaitedFor({ feed, time }: Member): boolean {
  return feed.status !== "unread" && feed.status !== "ended" && !time.isIdle;
}

function lastOf({ members }: Group): Member | undefined {
  for (let { least } = members; least !== undefined; { least } = members) {
    const { item, timeMs } = least;
    const { watermark } = item.time;
    if (!isWaitedFor(item)) {
      members.takeLeast();
      item.isListed = false;
    } else if (watermark > timeMs) members.delayLeast(watermark);
    else return item;
  }
  return undefined;
}
