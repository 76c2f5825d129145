import * as Plot from "@observablehq/plot";
import { expect, test } from "vitest";
import { observablePicture } from "../../core/display/mod.ts";
import { from } from "../../core/mod.ts";

test("rows of a table are drawn by Observable Plot: points where its scales put them, and a figure where it has a title", async () => {
  const trips = await from([
    { km: 0, fare: 10, city: "Kent" },
    { km: 5, fare: 20, city: "Bend" },
    { km: 10, fare: 30, city: "Kent" },
  ]).toTable();
  const marks = [Plot.dot(trips.toObjects(), { x: "km", y: "fare", stroke: "city" })];
  const { svg } = await observablePicture(Plot, { marks, width: 300, height: 200 });
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*viewBox="0 0 300 200"/);
  const places = [...svg.matchAll(/<circle [^>]*cy="([\d.]+)" cx="([\d.]+)"/g)].map(([, y, x]) => [
    Number(x),
    Number(y),
  ]);
  expect(places).toHaveLength(3);
  const [first, middle, last] = places as [number, number][];
  expect(middle![0]).toBeCloseTo((first![0] + last![0]) / 2, 6);
  expect(middle![1]).toBeCloseTo((first![1] + last![1]) / 2, 6);
  expect(last![1]).toBeLessThan(first![1]);
  const titled = await observablePicture(
    Plot,
    { marks, title: "Fares <b>", color: { legend: true } },
    { text: "fares" },
  );
  expect(titled.svg).toMatch(/^<figure.*<h2>Fares &lt;b&gt;<\/h2>.*Bend.*<\/figure>$/s);
  expect(String(titled)).toBe("fares");
});

test("what is not the package is refused with how to get it", async () => {
  await expect(observablePicture({} as never, {})).rejects.toThrow(
    /as the package must be given: got .*npm install @observablehq\/plot linkedom/,
  );
});
