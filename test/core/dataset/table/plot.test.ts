import { expect, test } from "vitest";
import { from, schema, Table } from "../../../../core/mod.ts";

const days = ["Mon", "Tue", "Wed"];
const trips = new Table(
  days.flatMap((day, at) =>
    ["Kent", "Bend"].map((city, of) => ({ day, city, hour: at * 2 + of, km: (at + 1) * (of + 2) })),
  ),
);
/** What a chart of text says it is: its title is enough to tell them apart. */
const marksOf = (svg: string): string[] => [
  ...new Set([...svg.matchAll(/class="(mr-[a-z-]+)"/g)].map(([, name]) => name!)),
];

test("texts make bars, of how many rows there are or of a column", () => {
  const counts = trips.plot({ x: "day" });
  expect(counts.svg).toMatch(/^<svg/);
  expect(String(counts)).toMatch(/Mon .*2/);
  const one = trips.filter((trip) => trip.city === "Kent").plot({ x: "day", y: "km", title: "km" });
  expect(String(one)).toMatch(/^km\n/);
  expect(String(one)).toMatch(/Wed .*6/);
  const two = trips.plot({ x: "day", y: "km", by: "city" });
  expect(String(two)).toMatch(/Kent/);
  expect(String(two)).toMatch(/Bend/);
  expect(() => trips.plot({ x: "day", y: "km" })).toThrow(
    'Cannot plot column "km" as each value of "day" must have one row: got several of "Mon"; make them one before, for instance by groupBy("day").aggregate({ … }), or tell them apart by: "…"',
  );
});

test("numbers that only grow make a line, others points, one column alone a histogram", () => {
  const kent = trips.filter((trip) => trip.city === "Kent");
  expect(marksOf(kent.plot({ x: "hour", y: "km" }).svg)).toContain("mr-line");
  expect(marksOf(kent.sortBy("hour", { order: "descending" }).plot({ x: "hour", y: "km" }).svg)).not.toContain(
    "mr-line",
  );
  expect(
    marksOf(kent.sortBy("hour", { order: "descending" }).plot({ x: "hour", y: "km", kind: "line" }).svg),
  ).toContain("mr-line");
  expect(marksOf(kent.plot({ x: "hour", y: "km", kind: "scatter" }).svg)).not.toContain("mr-line");
  expect(trips.plot({ x: "km" }).svg).toContain('aria-label="histogram');
});

test("times make a line in their order, also those that a dataset has as numbers", async () => {
  const rows = [3, 1, 2].map((day) => ({ at: Date.UTC(2026, 0, day), n: day }));
  const picture = await from(rows, { schema: schema({ at: "timestamp", n: "int32" }) }).plot({ x: "at", y: "n" });
  expect(marksOf(picture.svg)).toContain("mr-line");
  expect(String(picture)).toMatch(/Jan/);
});

test("a value over two columns is a heat map", () => {
  const heat = trips.plot({ x: "day", y: "city", value: "km", width: 400 });
  expect(heat.svg).toContain('width="400"');
  expect(String(heat)).toMatch(/Kent/);
  expect(() => trips.plot({ x: "day", value: "km" })).toThrow(
    /Cannot plot a heat map as its sides and its colors are columns/,
  );
});

test("series are drawn together, or each in a panel of its own", () => {
  const apart = trips.plot({ x: "hour", y: "km", by: "city", series: "apart", kind: "line" });
  expect(apart.svg.match(/mr-line/g)!.length).toBeGreaterThan(1);
});

test("how values are spread for each text are boxes", () => {
  const boxes = trips.plot({ x: "city", y: "km", kind: "box" });
  expect(boxes.svg.match(/<rect[^>]*rx="2"/g)).toHaveLength(2);
  expect(String(boxes)).toMatch(/^Kent .*┃/);
  expect(() => trips.plot({ x: "city", kind: "box" })).toThrow(
    /Cannot plot a box as it must be told what goes up: got no y/,
  );
});

test("what cannot be drawn is told", () => {
  expect(() => trips.plot({ x: "hours" as never })).toThrow(
    /got "hours", known are day, city, hour, km; did you mean hour\?/,
  );
  expect(() => trips.plot({ x: "hour", y: "city" })).toThrow(
    'Cannot plot column "city" as its values must be numbers or times: got "Kent"; map it before, or plot it as bars by x',
  );
  expect(() => trips.plot({ x: "hour", kind: "line" })).toThrow(
    /Cannot plot a line as it must be told what goes up: got no y/,
  );
  expect(() => trips.plot({ x: "hour", colour: "red" } as never)).toThrow(/Cannot set "colour" in plot/);
  expect(() => trips.plot(undefined as never)).toThrow(/plot/);
});

test("a picture shows itself in notebooks and consoles", () => {
  const picture = trips.plot({ x: "km" });
  const shown = picture as unknown as Record<symbol, () => unknown>;
  expect(shown[Symbol.for("Jupyter.display")]!()).toEqual({ "text/plain": String(picture), "text/html": picture.svg });
  expect(shown[Symbol.for("nodejs.util.inspect.custom")]!()).toBe(String(picture));
});
