import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Sink } from "../../../core/io/sink.ts";
import { deadLetter, from, type Output } from "../../../core/mod.ts";
import { absolutePath } from "../../../core/platform/mod.ts";

const rows = from([{ a: 1 }]);

function message(first: string, second: string, path: string): string {
  return (
    `Cannot write to ${second} as only one sink of a run may write to a place: got ${first} as well, and both mean ` +
    `${JSON.stringify(absolutePath(path))}; unite the datasets before one sink, or give each sink its own name`
  );
}

async function refusal(output: Output): Promise<string> {
  return output.explain().then(
    () => "no error",
    (error: Error) => error.message,
  );
}

for (const [name, format, file] of [
  ["csv", csv, "out/a.csv"],
  ["jsonLines", jsonLines, "out/a.jsonl"],
  ["parquet", parquet, "out/a.parquet"],
] as const) {
  const sink = (location: string | URL) => format(location) as unknown as Sink<{ a: number }>;

  test(`two ${name} sinks on one file are refused before anything runs, however its path is spelled`, async () => {
    const other = `./nowhere/../${file}`;
    const two = rows.sinkTo(sink(file)).and(rows.sinkTo(sink(other)));
    expect(await refusal(two)).toBe(message(`${name}(${file})`, `${name}(${other})`, file));
    const url = `file://${absolutePath(file)}`;
    const byUrl = rows.sinkTo(sink(file)).and(rows.sinkTo(sink(new URL(url))));
    expect(await refusal(byUrl)).toBe(message(`${name}(${file})`, `${name}(${url})`, file));
    const same = sink(file);
    expect(await refusal(rows.sinkTo(same).and(rows.sinkTo(same)))).toContain("only one sink of a run");
    expect(await refusal(rows.sinkTo(sink(file)).and(rows.sinkTo(sink(`b/${file}`))))).toBe("no error");
  });

  test(`${name} sinks of one folder add their own files to it`, async () => {
    expect(await refusal(rows.sinkTo(sink("out/")).and(rows.sinkTo(sink("out/"))))).toBe("no error");
  });
}

test("the sink of bad records and that of the rows are two", async () => {
  const bad = deadLetter(csv("a.csv"));
  const checked = rows.map((row) => row, { onError: bad });
  expect(await refusal(checked.sinkTo(csv("./a.csv")))).toBe(message("csv(./a.csv)", "csv(a.csv)", "a.csv"));
  // Several steps may share one.
  expect(await refusal(checked.filter(() => true, { onError: bad }).sinkTo(csv("b.csv")))).toBe("no error");
});
