import { expect, test } from "vitest";
import { wakeups } from "../../../core/runtime/wakeups.ts";
import { virtualClock } from "../../../core/testing/mod.ts";

test("who asked to be woken is, once, at the earliest time asked for", () => {
  const clock = virtualClock(100);
  const sleeping = wakeups(clock);
  const woken: string[] = [];
  const [first, second] = [sleeping.waker(), sleeping.waker()];
  first.wakes((timeMs) => void woken.push(`first at ${timeMs}`));
  second.wakes((timeMs) => void woken.push(`second at ${timeMs}`));
  expect(sleeping.next).toBe(Number.POSITIVE_INFINITY);
  first.at(120);
  first.at(110);
  second.at(115);
  sleeping.wake();
  expect([woken, sleeping.next]).toEqual([[], 110]);
  clock.advanceTo(112);
  sleeping.wake();
  sleeping.wake();
  clock.advanceTo(130);
  sleeping.wake();
  expect([woken, sleeping.next]).toEqual([["first at 112", "second at 130"], Number.POSITIVE_INFINITY]);
});

test("who asks again while it is woken is woken again", () => {
  const clock = virtualClock();
  const sleeping = wakeups(clock);
  const woken: number[] = [];
  const waker = sleeping.waker();
  waker.wakes((timeMs) => {
    woken.push(timeMs);
    if (timeMs < 30) waker.at(timeMs + 10);
  });
  waker.at(10);
  for (const timeMs of [10, 20, 30, 40]) {
    clock.advanceTo(timeMs);
    sleeping.wake();
  }
  expect(woken).toEqual([10, 20, 30]);
});

test("who asks to be called soon is called at the next wake, once, and those who wait for news hear of it", async () => {
  const sleeping = wakeups(virtualClock());
  const resumed: string[] = [];
  const waker = sleeping.waker();
  const resume = (): void => {
    resumed.push("resumed");
    if (resumed.length === 1) waker.soon();
  };
  waker.wakes(() => undefined, { resume, waits: () => undefined });
  const news = sleeping.news();
  expect(sleeping.asked).toBe(false);
  waker.soon();
  waker.soon();
  await news.promise;
  expect([sleeping.asked, resumed]).toEqual([true, []]);
  // Who asks while it is called is called the next time.
  sleeping.wake();
  expect([sleeping.asked, resumed]).toEqual([true, ["resumed"]]);
  sleeping.wake();
  sleeping.wake();
  expect([sleeping.asked, resumed]).toEqual([false, ["resumed", "resumed"]]);
});

test("each of several who wait for news hears of it, but none who waits no more", async () => {
  const sleeping = wakeups(virtualClock());
  const heard: string[] = [];
  const [first, gone, last] = ["first", "gone", "last"].map((who) => {
    const news = sleeping.news();
    void news.promise.then(() => heard.push(who));
    return news;
  });
  gone!.release();
  gone!.release();
  const waker = sleeping.waker();
  waker.soon();
  await Promise.all([first!.promise, last!.promise]);
  expect(heard).toEqual(["first", "last"]);
});

test("one that is full counts for all; who is released is neither asked nor called", () => {
  const sleeping = wakeups(virtualClock());
  const [first, second] = [sleeping.waker(), sleeping.waker()];
  const resume = (): never => {
    throw new Error("called");
  };
  expect(sleeping.waits()).toBeUndefined();
  first.wakes(() => undefined, { resume, waits: () => "pending" });
  expect(sleeping.waits()).toBe("pending");
  second.wakes(() => undefined, { resume, waits: () => "full" });
  expect(sleeping.waits()).toBe("full");
  second.soon();
  second.release();
  second.soon();
  expect([sleeping.waits(), sleeping.asked]).toEqual(["pending", false]);
  sleeping.wake();
});

test("who waits is woken when the clock is set back, to ask anew; who waits for nothing is not", () => {
  let nowMs = 10_000;
  const sleeping = wakeups({ nowMs: () => nowMs });
  const woken: number[] = [];
  const [waiting, idle] = [sleeping.waker(), sleeping.waker()];
  waiting.wakes((timeMs) => void woken.push(timeMs));
  idle.wakes(() => void woken.push(Number.NaN));
  waiting.at(20_000);
  sleeping.wake();
  nowMs = 5_000;
  sleeping.wake();
  sleeping.wake();
  expect([woken, sleeping.next]).toEqual([[5_000], Number.POSITIVE_INFINITY]);
});
