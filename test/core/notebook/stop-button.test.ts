import { expect, onTestFinished, test } from "vitest";
import { stopButton } from "../../../core/notebook/stop-button.ts";

async function button(): Promise<{ stops: () => number; address: string; close: () => Promise<void> }> {
  let stops = 0;
  const { html, close } = await stopButton(() => void stops++);
  onTestFinished(close);
  return { stops: () => stops, address: /http:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(html)![0], close };
}

test("whoever asks for the address of a button stops what it is for", async () => {
  const { stops, address } = await button();
  expect((await fetch(address)).status).toBe(204);
  expect(stops()).toBe(1);
});

test("another path of the same port stops nothing", async () => {
  const { stops, address } = await button();
  const { origin, pathname } = new URL(address);
  for (const path of ["/", `${pathname}0`, pathname.slice(0, -1)])
    expect((await fetch(origin + path)).status).toBe(404);
  expect(stops()).toBe(0);
  expect(pathname.length).toBeGreaterThan(32);
});

test("a button that is closed answers nobody", async () => {
  const { stops, address, close } = await button();
  await close();
  await expect(fetch(address)).rejects.toThrow();
  expect(stops()).toBe(0);
});
