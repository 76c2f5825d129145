import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { count, from, type Sink, tumbling } from "../../../core/mod.ts";

/** What the kernel was told to show. */
interface Told {
  readonly type: string;
  readonly html: string;
  readonly text: string;
  readonly place: string;
}

let told: Told[];

beforeEach(() => {
  told = [];
  const broadcast = async (
    type: string,
    content: { readonly data: Record<string, string>; readonly transient: { readonly display_id: string } },
  ): Promise<void> => {
    const { data, transient } = content;
    told.push({ type, html: data["text/html"]!, text: data["text/plain"]!, place: transient.display_id });
  };
  vi.stubGlobal("Deno", { jupyter: { broadcast } });
});

afterEach(() => vi.unstubAllGlobals());

/** A stream that ends. */
function stream<Row>(rows: readonly Row[]) {
  const given = async function* () {
    yield* rows;
  };
  return from({ [Symbol.asyncIterator]: given }, { boundedness: "unbounded" });
}

/** A stream that goes on behind its rows. */
function endless<Row>(rows: readonly Row[]) {
  const given = async function* () {
    yield* rows;
    await new Promise(() => undefined);
  };
  return from({ [Symbol.asyncIterator]: given }, { boundedness: "unbounded" });
}

const trips = Array.from({ length: 1204 }, (_, n) => ({ n, city: `city <${n}>` }));

/** What a notebook does with the last value of a cell. */
function display(value: object): Promise<Record<string, string>> {
  return (value as Record<symbol, () => Promise<Record<string, string>>>)[Symbol.for("Jupyter.display")]!();
}

/** The texts of the cells of a table, row by row. */
function cellsOf(html: string): string[][] {
  const [, body = ""] = /<tbody>(.*?)<\/tbody>/s.exec(html) ?? [];
  return [...body.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, text]) => text!),
  );
}

/** The last that is told, once a condition holds of it. */
async function shownWhen(holds: (last: Told) => boolean): Promise<Told> {
  return vi.waitFor(() => {
    const last = told.at(-1);
    if (last === undefined || !holds(last)) throw new Error("not yet");
    return last;
  }, 5000);
}

test("in a notebook show() of a stream shows its newest rows, how many have come, and its steps, in one place", async () => {
  await stream(trips).show({ tail: 2 });
  const last = told.at(-1)!;
  expect(cellsOf(last.html)).toEqual([
    ["…", "…"],
    ["1202", "city &lt;1202&gt;"],
    ["1203", "city &lt;1203&gt;"],
  ]);
  expect(last.html).toContain("1,204 rows × 2 columns");
  expect(last.html).toContain("async iterable");
  expect(last.text).toMatch(/city <1203>\n1,204 rows × 2 columns/);
  expect(told.map(({ type }) => type)).toEqual(["display_data", ...told.slice(1).map(() => "update_display_data")]);
  expect(new Set(told.map(({ place }) => place)).size).toBe(1);
});

test("show() of a stream keeps ten rows where nothing is said, and the first ones where they are asked for", async () => {
  await stream(trips).show();
  expect(cellsOf(told.at(-1)!.html).map(([n]) => n)).toEqual(["…", ...trips.slice(-10).map(({ n }) => String(n))]);
  await stream(trips).show({ head: 1, tail: 1, batchRows: 100 });
  expect(cellsOf(told.at(-1)!.html).map(([n]) => n)).toEqual(["0", "…", "1203"]);
  await stream(trips.slice(0, 3)).show({ head: 2, tail: 5 });
  expect(cellsOf(told.at(-1)!.html).map(([n]) => n)).toEqual(["0", "1", "2"]);
});

test("a click on the button ends show() of a stream: its last rows stay, the button goes, nothing is thrown", async () => {
  const showing = endless(trips).show({ tail: 1 });
  const { html } = await shownWhen((last) => last.html.includes("1,204 rows"));
  await fetch(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(html)![0]);
  await showing;
  expect(told.at(-1)!.html).toMatch(/city &lt;1203&gt;.*ended after.*The run was stopped/s);
  expect(told.at(-1)!.html).not.toContain("<button");
});

test("a signal ends show() of a stream as it ends any run: with its reason", async () => {
  const asked = new AbortController();
  const showing = endless(trips).show({ signal: asked.signal });
  await shownWhen((last) => last.html.includes("1,204 rows"));
  asked.abort(new Error("enough seen"));
  await expect(showing).rejects.toThrow("enough seen");
});

test("a stream that fails is told below its rows, and show() rejects", async () => {
  const failing = stream(trips).map(({ n }) => {
    if (n === 1100) throw new Error("no such <city>");
    return { n };
  });
  await expect(failing.show({ batchRows: 100 })).rejects.toThrow("no such <city>");
  expect(told.at(-1)!.html).toMatch(/1,100 rows × 1 column.*no such &lt;city&gt;/s);
});

test("how many rows are kept must be a count", async () => {
  await expect(stream(trips).show({ tail: -1 })).rejects.toThrow(
    "Cannot show rows of a stream as the number of rows must be a whole number, 0 or more: got -1",
  );
  await expect(stream(trips).show({ rows: 3 } as never)).rejects.toThrow(/no such option: got "rows"/);
});

test("a run shown in a notebook shows the newest rows of each of its sinks", async () => {
  const rows = stream(trips);
  const few = rows.filter(({ n }) => n < 3).map(({ n }) => n);
  const run = few.discard().and(rows.discard()).start();
  expect(await display(run)).toEqual({ "text/plain": "", "text/html": "" });
  const last = await shownWhen(({ html }) => html.includes("ended after"));
  expect(last.html).toMatch(/<p>discard<\/p><table.*3 rows × 1 column.*<p>discard<\/p><table.*1,204 rows × 2 columns/s);
  expect(last.text).toMatch(/^discard\n *value\n/);
});

test("rows of a changelog say what they change, and times are shown as times", async () => {
  const counts = stream(["a", "b", "a"])
    .map((city) => ({ city }))
    .keyBy("city")
    .aggregate({ trips: count() });
  await counts.show({ batchRows: 1 });
  expect(cellsOf(told.at(-1)!.html)).toEqual([
    ["insert", "a", "1"],
    ["insert", "b", "1"],
    ["updateBefore", "a", "1"],
    ["updateAfter", "a", "2"],
  ]);
  const hours = stream([{ at: Date.UTC(2026, 0, 1, 9, 5) }])
    .withEventTime((row) => row.at)
    .windowAll(tumbling("1h"))
    .aggregate({ rows: count() });
  await hours.show();
  expect(cellsOf(told.at(-1)!.html)).toEqual([["2026-01-01 09:00", "2026-01-01 10:00", "1"]]);
});

test("a sink that is looked at is called as one that is not, of whatever class it is", async () => {
  class Kept implements Sink<{ n: number }> {
    readonly name = "kept";
    readonly guarantee = "exactly-once" as const;
    readonly #calls: string[] = [];
    get calls(): readonly string[] {
      return this.#calls;
    }
    async open() {
      const calls = this.#calls;
      return {
        write: () => void calls.push("write"),
        prepare: async () => calls.push("prepare"),
        close: async () => void calls.push("close"),
      };
    }
    async commit() {
      this.#calls.push("commit");
    }
  }
  const sink = new Kept();
  await stream(trips).sinkTo(sink).start().finished;
  expect(sink.calls.filter((call) => call !== "write")).toEqual(["prepare", "commit", "close"]);
  expect(sink.calls).toContain("write");
});

test("a run that nobody can show again keeps no rows, and show() of a stream is refused there", async () => {
  vi.unstubAllGlobals();
  const run = stream(trips).discard().start();
  await run.finished;
  expect((await display(run))["text/plain"]).not.toContain("rows ×");
  await expect(stream(trips).show()).rejects.toThrow(/Cannot collect an unbounded dataset as it never ends/);
  expect(told).toEqual([]);
});
