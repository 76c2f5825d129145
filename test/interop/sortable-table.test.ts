import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { type MimeBundle, mimeBundle, type ShownRowsOptions, type TableView } from "../../core/display/mod.ts";
import { Table } from "../../core/mod.ts";

/** A notebook's page with the table in it: what each row shows in its first cell, and what a click on a name does. */
function page(bundle: MimeBundle): {
  rows(): string[];
  click(column: number): void;
  press(column: number, key: string): void;
  sorted(): (string | null)[];
} {
  const { document, KeyboardEvent } = new JSDOM(`<p>before</p>${bundle["text/html"]}`, { runScripts: "dangerously" })
    .window;
  const heads = [...document.querySelectorAll("th")];
  return {
    rows: () => [...document.querySelectorAll("tbody tr")].map((row) => row.querySelector("td")!.textContent!),
    click: (column) => heads[column]!.click(),
    press: (column, key) => void heads[column]!.dispatchEvent(new KeyboardEvent("keydown", { key })),
    sorted: () => heads.map((head) => head.getAttribute("aria-sort")),
  };
}

function shown(view: TableView, options?: ShownRowsOptions): ReturnType<typeof page> {
  return page(mimeBundle(view, options));
}

const numbers: TableView = {
  columns: [
    { name: "n", type: "float64", values: [10, null, 9, Number.NaN, -1000.5] },
    { name: "t", type: "string", values: ["b", "a", "c", "e", "d"] },
  ],
  rowCount: 5,
};

test("a click on a name sorts by its values, not by their texts; absent ones are last, whichever way", () => {
  const { rows, click, sorted } = shown(numbers);
  expect(rows()).toEqual(
    ["10.0", "null", "9.0", "NaN", "−1,000.5"].map((text) => expect.stringContaining(text.slice(-3))),
  );
  click(0);
  expect(rows().map((text) => text.slice(-3))).toEqual(["0.5", "9.0", "0.0", "NaN", "ull"]);
  expect(sorted()).toEqual(["ascending", null]);
  click(0);
  expect(rows().map((text) => text.slice(-3))).toEqual(["NaN", "0.0", "9.0", "0.5", "ull"]);
  click(1);
  expect(rows().map((text) => text.slice(-3))).toEqual(["ull", "0.0", "9.0", "0.5", "NaN"]);
  expect(sorted()).toEqual([null, "ascending"]);
});

test("a third click brings the rows back as they came", () => {
  const { rows, click, sorted } = shown(numbers);
  const before = rows();
  for (let clicks = 0; clicks < 3; clicks++) click(1);
  expect({ rows: rows(), sorted: sorted() }).toEqual({ rows: before, sorted: [null, null] });
});

test("keys do what clicks do", () => {
  const { rows, press } = shown({ columns: [{ name: "n", type: "int32", values: [2, 1] }], rowCount: 2 });
  press(0, "Tab");
  expect(rows()).toEqual(["2", "1"]);
  press(0, "Enter");
  expect(rows()).toEqual(["1", "2"]);
  press(0, " ");
  expect(rows()).toEqual(["2", "1"]);
});

test("the mark of rows that are not shown goes behind those that are, and back between them", () => {
  const { rows, click } = shown(
    { columns: [{ name: "n", type: "int32", values: [3, 9, 8, 1] }], rowCount: 9 },
    { head: 1, tail: 1 },
  );
  expect(rows()).toEqual(["3", "…", "1"]);
  click(0);
  expect(rows()).toEqual(["1", "3", "…"]);
  click(0);
  click(0);
  expect(rows()).toEqual(["3", "…", "1"]);
});

test("bigints and times are sorted as what they are", () => {
  const days = [new Date(86_400_000 * 9), new Date(86_400_000 * 10), new Date(0)];
  const table = new Table(days.map((day, at) => ({ id: [2n ** 60n, 5n, 10n][at], day })));
  const bundle = (table as never as Record<symbol, () => MimeBundle>)[Symbol.for("Jupyter.display")]!();
  const { rows, click } = page(bundle);
  click(0);
  expect(rows().map((text) => text.replaceAll(",", ""))).toEqual(["5", "10", String(2n ** 60n)]);
  click(1);
  expect(rows().map((text) => text.replaceAll(",", ""))).toEqual(["10", String(2n ** 60n), "5"]);
});
