import { expect, test } from "vitest";
import { alignment } from "../../../core/runtime/alignment.ts";
import { type FeedStatus, type FeedTime, newFeed } from "../../../core/runtime/feed.ts";

/** Members of one group that may drift 50 ms apart. */
function group(members: Readonly<Record<string, Partial<FeedTime> & { readonly status?: FeedStatus }>>) {
  const aligned = alignment();
  const feeds = Object.entries(members).map(([id, { status = "reading", ...given }]) => {
    const feed = newFeed("source", id, [{ id }], { nowMs: () => 0 });
    feed.setStatus(status);
    aligned.join({ group: "g", maxDriftMs: 50 }, feed, {
      step: "times",
      feed,
      watermark: Number.NEGATIVE_INFINITY,
      moved: undefined,
      isIdle: false,
      ...given,
    });
    return feed;
  });
  return { aligned, ahead: feeds.filter(aligned.isAhead).map(({ split }) => split), feeds };
}

test("what is further than the last of its group by more than the drift is ahead of it", () => {
  const { aligned, ahead, feeds } = group({
    last: { watermark: 100 },
    near: { watermark: 150 },
    far: { watermark: 151 },
  });
  expect(ahead).toEqual(["far"]);
  expect(feeds.map((feed) => aligned.lastBefore(feed)?.split)).toEqual([undefined, undefined, "last"]);
});

test("nobody waits for what is idle, what has not begun, and what has ended", () => {
  expect(group({ far: { watermark: 1000 }, idle: { watermark: 0, isIdle: true } }).ahead).toEqual([]);
  expect(group({ far: { watermark: 1000 }, unread: { status: "unread" } }).ahead).toEqual([]);
  expect(group({ far: { watermark: 1000 }, ended: { watermark: 0, status: "ended" } }).ahead).toEqual([]);
  expect(group({ far: { watermark: 1000 }, held: { watermark: 0, status: "held" } }).ahead).toEqual(["far"]);
});

/** Feeds of one group that may drift by 50 ms, moved, begun and ended one by one; `woken` are those whose wait has ended. */
function moving(aligned = alignment()) {
  const woken: string[] = [];
  const begin = (id: string, status: FeedStatus = "reading") => {
    const feed = newFeed("source", id, [{ id }], { nowMs: () => 0 });
    const time = { step: "times", feed, watermark: Number.NEGATIVE_INFINITY, moved: undefined, isIdle: false };
    aligned.join({ group: "g", maxDriftMs: 50 }, feed, time);
    feed.setStatus(status);
    return {
      feed,
      time,
      to(watermark: number) {
        time.watermark = watermark;
        aligned.moved(feed);
      },
      idle(isIdle: boolean) {
        time.isIdle = isIdle;
        feed.idlenessChanged();
        aligned.moved(feed);
      },
      end() {
        feed.setStatus("ended");
        aligned.moved(feed);
      },
      waits: () => aligned.change(feed).then(() => woken.push(id)),
    };
  };
  return { aligned, begin, woken };
}

test("who waits is woken when the last of the group is near enough, not by moves before", async () => {
  const { begin, woken } = moving();
  const [last, other, near, far] = [begin("last"), begin("other"), begin("near"), begin("far")];
  for (const [at, feed] of [last, other, near, far].entries()) feed.to([0, 20, 100, 200][at]!);
  void near.waits();
  void far.waits();
  last.to(49);
  other.to(60);
  await Promise.resolve();
  expect(woken).toEqual([]);
  last.to(50);
  await Promise.resolve();
  expect(woken).toEqual(["near"]);
  last.end();
  await Promise.resolve();
  expect(woken).toEqual(["near"]);
  other.idle(true);
  near.to(150);
  await Promise.resolve();
  expect(woken).toEqual(["near", "far"]);
});

test("one that begins, or is idle no more, is waited for from then on", () => {
  const { aligned, begin } = moving();
  const far = begin("far");
  far.to(1000);
  const later = begin("later", "unread");
  expect(aligned.isAhead(far.feed)).toBe(false);
  later.feed.setStatus("reading");
  expect(aligned.isAhead(far.feed)).toBe(true);
  later.to(900);
  later.idle(true);
  expect(aligned.isAhead(far.feed)).toBe(false);
  later.idle(false);
  expect(aligned.lastBefore(far.feed)).toBe(later.feed);
  later.to(950);
  expect(aligned.isAhead(far.feed)).toBe(false);
});

test("who is ahead in two groups waits for both", async () => {
  const { aligned, begin, woken } = moving();
  const [one, far, two] = [begin("one"), begin("far"), newFeed("source", "two", [{ id: "two" }], { nowMs: () => 0 })];
  const time = { step: "times", feed: two, watermark: 0, moved: undefined, isIdle: false };
  two.setStatus("reading");
  aligned.join({ group: "h", maxDriftMs: 10 }, two, time);
  aligned.join({ group: "h", maxDriftMs: 10 }, far.feed, far.time);
  one.to(0);
  far.to(100);
  void far.waits();
  one.to(100);
  await Promise.resolve();
  expect(woken).toEqual([]);
  expect(aligned.lastBefore(far.feed)).toBe(two);
  time.watermark = 90;
  aligned.moved(two);
  await Promise.resolve();
  expect(woken).toEqual(["far"]);
});

test("a round of moves of a thousand feeds, each of which waits for the last, looks at each of them a few times", async () => {
  const aligned = alignment();
  let looks = 0;
  let woken = 0;
  const members = Array.from({ length: 1000 }, (_, at) => {
    const feed = newFeed("source", `${at}`, [{ id: `${at}` }], { nowMs: () => 0 });
    feed.setStatus("reading");
    const member = { feed, at: 0 };
    aligned.join({ group: "g", maxDriftMs: 50 }, feed, {
      step: "times",
      feed,
      get watermark() {
        looks++;
        return member.at;
      },
      moved: undefined,
      isIdle: false,
    });
    return member;
  });
  for (const member of members) {
    member.at = 60;
    aligned.moved(member.feed);
    if (aligned.isAhead(member.feed)) void aligned.change(member.feed).then(() => woken++);
  }
  await Promise.resolve();
  expect(woken).toBe(999);
  expect(looks).toBeLessThan(20_000);
});
