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
