import { expect, test } from "vitest";
import { type TableTextOptions, tableText } from "../../../../core/display/table/table-text.ts";
import type { ColumnView } from "../../../../core/display/table/table-view.ts";
import { textWidth } from "../../../../core/display/text-width.ts";

const column = (name: string, type: string, ...values: unknown[]): ColumnView => ({ name, type, values });

function text(columns: readonly ColumnView[], options: TableTextOptions = {}): string {
  return tableText({ columns, rowCount: columns[0]?.values.length ?? 0 }, options);
}

const lines = (...expected: string[]): string => expected.join("\n");

test("numbers stand at the right, digit below digit, and the shape below the rows", () => {
  expect(
    text([
      column("city", "string", "Kent", "Bend"),
      column("people", "int32", 136_588, 99_178),
      column("share", "float64", 0.5, 12.25),
    ]),
  ).toBe(
    lines(
      "city     people    share",
      "string    int32  float64",
      "──────  ───────  ───────",
      "Kent    136,588     0.50",
      "Bend     99,178    12.25",
      "2 rows × 3 columns",
    ),
  );
});

test("rows left out are an ellipsis, and the shape counts them", () => {
  const n = { name: "n", type: "int32", values: [1, 2, 9] };
  const view = { columns: [n], rowCount: 3_000_000, headRows: 2 };
  expect(tableText(view)).toBe(
    lines("    n", "int32", "─────", "    1", "    2", "    …", "    9", "3,000,000 rows × 1 column"),
  );
});

test("head and tail say how many rows are shown, and a single row is not hidden for a line that says so", () => {
  const n = column("n", "int32", ...Array.from({ length: 20 }, (_, at) => at));
  const shown = (options: TableTextOptions): string[] =>
    text([n], options)
      .split("\n")
      .slice(3, -1)
      .map((row) => row.trim());
  expect(shown({ head: 2, tail: 1 })).toEqual(["0", "1", "…", "19"]);
  expect(shown({ head: 0, tail: 2 })).toEqual(["…", "18", "19"]);
  expect(shown({ head: 15, tail: 4 }).length).toBe(20);
  expect(shown({}).length).toBe(16);
});

test("times are in UTC, as precise as one of the column needs", () => {
  const at = column("at", "timestamp", 978_307_200_000, new Date(978_310_800_000), null);
  expect(text([at, column("day", "date", 978_307_200_000, 0, null)])).toBe(
    lines(
      "at                day",
      "timestamp         date",
      "────────────────  ──────────",
      "2001-01-01 00:00  2001-01-01",
      "2001-01-01 01:00  1970-01-01",
      "null              null",
      "3 rows × 2 columns",
    ),
  );
});

test("decimals show their scale, also those that no number holds", () => {
  const price = column("price", "decimal(20,2)", 1.5, "123456789012345678.90", -2, null);
  expect(
    text([price])
      .split("\n")
      .slice(3, 7)
      .map((row) => row.trim()),
  ).toEqual(["1.50", "123,456,789,012,345,678.90", "-2.00", "null"]);
});

test("values of any type are one line each", () => {
  const values = [
    "a",
    1.5,
    2n ** 64n,
    true,
    [1, "b"],
    { a: 1n },
    new Uint8Array([1, 255]),
    new Date(0),
    undefined,
    Symbol("s"),
  ];
  expect(
    text([column("v", "any", ...values)], { head: 20 })
      .split("\n")
      .slice(3, -1),
  ).toEqual([
    "a",
    "1.5",
    "18,446,744,073,709,551,616",
    "true",
    '[1,"b"]',
    '{"a":"1"}',
    "01 ff (2 bytes)",
    "1970-01-01",
    "null",
    "Symbol(s)",
  ]);
});

test("a cycle and a toJSON that throws are shown by their kind", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const thrower = {
    toJSON: () => {
      throw new Error("no");
    },
  };
  expect(
    text([column("v", "any", cycle, thrower)])
      .split("\n")
      .slice(3, 5),
  ).toEqual(["[object Object]", "[object Object]"]);
});

test("an escape sequence in a name, a type or a cell does not reach the terminal", () => {
  const shown = text([column("a\u001b[2J", "t\u0007", "\u001b]0;title\u0007", "line\nbreak")]);
  expect(shown).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(shown.split("\n").length).toBe(6);
});

test("wide characters are measured by the columns they take", () => {
  expect(
    text([column("name", "string", "東京", "👩‍👩‍👧 x", "e\u0301"), column("n", "int32", 1, 2, 3)])
      .split("\n")
      .slice(3, 6),
  ).toEqual(["東京        1", "👩‍👩‍👧 x        2", "e\u0301           3"]);
});

test("text is cut with … before a column is hidden, a number never", () => {
  const long = "the quick brown fox jumps over the lazy dog";
  const shown = text(
    [column("text", "string", long), column("other", "string", long), column("n", "int64", 123_456_789)],
    { width: 60 },
  );
  expect(shown.split("\n")[3]).toBe("the quick brown fox j…  the quick brown fox j…  123,456,789");
});

test("columns that do not fit are named below, first and last ones stay", () => {
  const columns = Array.from({ length: 8 }, (_, at) => column(`column_${at}`, "float64", at + 0.5));
  expect(text(columns, { width: 40 })).toBe(
    lines(
      "column_0  column_1  …  column_7",
      " float64   float64  …   float64",
      "────────  ────────  …  ────────",
      "     0.5       1.5  …       7.5",
      "… 5 more columns: column_2, column_3,",
      "column_4, column_5, column_6",
      "1 row × 8 columns",
    ),
  );
});

test("no line is wider than the width, whatever that is, once a number fits", () => {
  const columns = [
    column("number", "int32", 12, -3),
    ...Array.from({ length: 30 }, (_, at) =>
      column(`col ${at}`, at % 2 ? "string" : "float64", "東".repeat(at), at / 3),
    ),
  ];
  for (let width = 10; width <= 200; width += 3) {
    for (const line of text(columns, { width }).split("\n")) {
      if (!line.includes("rows ×")) expect([width, textWidth(line) <= width]).toEqual([width, true]);
    }
  }
});

test("an empty table, one without columns and one of nulls have their shape", () => {
  expect(text([])).toBe("0 rows × 0 columns");
  expect(text([column("a", "int32")])).toBe(lines("    a", "int32", "─────", "0 rows × 1 column"));
  expect(text([column("a", "any", null, undefined)])).toBe(
    lines("a", "any", "────", "null", "null", "2 rows × 1 column"),
  );
});

test("a cell of ten kilobytes and a column called __proto__ are like any other", () => {
  const shown = text([column("__proto__", "string", "x".repeat(10_000), "</script>")], { width: 20 });
  expect(shown.split("\n").slice(0, 5)).toEqual([
    "__proto__",
    "string",
    "─".repeat(20),
    `${"x".repeat(19)}…`,
    "</script>",
  ]);
});

test("on a terminal names are bold; types, nulls and the shape are dim", () => {
  expect(text([column("ab", "any", null)], { color: "terminal" })).toBe(
    lines(
      "\u001b[1mab  \u001b[22m",
      "\u001b[2many\u001b[22m",
      "\u001b[2m────\u001b[22m",
      "\u001b[2mnull\u001b[22m",
      "\u001b[2m1 row × 1 column\u001b[22m",
    ),
  );
});
