import type { Feed, FeedTime } from "./feed.ts";

/** Holds back what is further than others of its group, so that nobody downstream has to keep what lies between. */
export interface Alignment {
  join(group: AlignmentGroup, feed: Feed, time: FeedTime): void;
  /** Whether a feed is ahead of the last of one of its groups by more than the drift: it should not be read on now. */
  isAhead(feed: Feed): boolean;
  /** The last one of the groups that a feed is ahead in: what it waits for. */
  lastBefore(feed: Feed): { readonly split: string } | undefined;
  groupsOf(feed: Feed): readonly AlignmentGroup[];
  /** Says that a member moved, fell idle, began or ended. */
  moved(): void;
  /** Settles when a member moves next. */
  change(): Promise<void>;
}

export interface AlignmentGroup {
  readonly group: string;
  readonly maxDriftMs: number;
}

interface Member extends AlignmentGroup {
  readonly feed: Feed;
  readonly time: FeedTime;
}

export function alignment(): Alignment {
  const groups = new Map<string, Member[]>();
  const ofFeed = new Map<Feed, Member[]>();
  let waiting: (() => void)[] = [];
  const aheadIn = (feed: Feed): Member[] =>
    (ofFeed.get(feed) ?? []).filter(({ group, maxDriftMs, time }) => {
      const last = lastOf(groups.get(group)!);
      return last !== undefined && time.watermark - last.time.watermark > maxDriftMs;
    });
  return {
    join: (group, feed, time) => {
      const member = { ...group, feed, time };
      groups.set(group.group, [...(groups.get(group.group) ?? []), member]);
      ofFeed.set(feed, [...(ofFeed.get(feed) ?? []), member]);
    },
    isAhead: (feed) => ofFeed.size > 0 && aheadIn(feed).length > 0,
    lastBefore: (feed) => {
      const [member] = aheadIn(feed);
      return member && lastOf(groups.get(member.group)!)?.feed;
    },
    groupsOf: (feed) => ofFeed.get(feed) ?? [],
    moved: () => {
      if (waiting.length === 0) return;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    change: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
  };
}

/** Feeds that are not begun yet are not waited for: they may wait for their turn behind the one that asks. */
function lastOf(members: readonly Member[]): Member | undefined {
  return members
    .filter(({ feed, time }) => feed.status !== "unread" && feed.status !== "ended" && !time.isIdle)
    .reduce<Member | undefined>(
      (last, member) => (last === undefined || member.time.watermark < last.time.watermark ? member : last),
      undefined,
    );
}
