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
  /** Settles when a member moves next and this feed is not ahead any more of those that it was ahead of. */
  change(feed: Feed): Promise<void>;
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
  let waiting: { readonly feed: Feed; readonly wake: () => void }[] = [];
  const aheadIn = (feed: Feed): Member[] =>
    (ofFeed.get(feed) ?? []).filter(({ group, maxDriftMs, time }) => {
      const last = lastOf(groups.get(group)!);
      return last !== undefined && time.watermark - last.time.watermark > maxDriftMs;
    });
  return {
    join: (group, feed, time) => {
      const member = { ...group, feed, time };
      pushTo(groups, group.group, member);
      pushTo(ofFeed, feed, member);
    },
    isAhead: (feed) => ofFeed.size > 0 && aheadIn(feed).length > 0,
    lastBefore: (feed) => {
      const [member] = aheadIn(feed);
      return member && lastOf(groups.get(member.group)!)?.feed;
    },
    groupsOf: (feed) => ofFeed.get(feed) ?? [],
    moved: () => {
      if (waiting.length === 0) return;
      // Many may wait for one: those that would only find that they still do are left to.
      const last = new Map([...groups].map(([group, members]) => [group, lastOf(members)?.time.watermark]));
      const isAhead = ({ group, maxDriftMs, time }: Member): boolean => {
        const lastMs = last.get(group);
        return lastMs !== undefined && time.watermark - lastMs > maxDriftMs;
      };
      const asked = waiting;
      waiting = [];
      for (const one of asked) {
        if (ofFeed.get(one.feed)?.some(isAhead) === true) waiting.push(one);
        else one.wake();
      }
    },
    change: (feed) =>
      new Promise((wake) => {
        waiting.push({ feed, wake });
      }),
  };
}

function pushTo<Key>(lists: Map<Key, Member[]>, key: Key, member: Member): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [member]);
  else list.push(member);
}

/** Feeds that are not begun yet are not waited for: they may wait for their turn behind the one that asks. */
function lastOf(members: readonly Member[]): Member | undefined {
  let last: Member | undefined;
  let lastMs = Number.POSITIVE_INFINITY;
  for (const member of members) {
    const { feed, time } = member;
    if (feed.status === "unread" || feed.status === "ended" || time.isIdle) continue;
    const timeMs = time.watermark;
    if (last !== undefined && timeMs >= lastMs) continue;
    last = member;
    lastMs = timeMs;
  }
  return last;
}
