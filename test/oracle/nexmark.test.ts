import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { patterns } from "../bench/cep/patterns.ts";
import { queries } from "../bench/nexmark/queries.ts";
import replay from "./nexmark.ts";

const recorded = JSON.parse(readFileSync(new URL("data/nexmark.json", import.meta.url), "utf8"));

test.each(Object.keys(queries).filter((name) => name !== "q12"))(
  "%s of a million events through the public API has the digest of Flink's",
  async (name) => {
    const file = { events: recorded.events, queries: { [name]: recorded.queries[name] } };
    const [result] = await replay(file);
    expect(result!.got).toEqual(result!.expected);
  },
);

test.each(Object.keys(patterns))(
  "the matches of pattern %s among a million events have the digest of FlinkCEP's",
  async (name) => {
    const [result] = await replay({ events: recorded.events, queries: {}, cep: { [name]: recorded.cep[name] } });
    expect(result!.got).toEqual(result!.expected);
  },
);

test("what cannot be said yet is a failure that says so", async () => {
  const file = { events: 10, queries: { q99: { rows: 1 } }, cep: { z: { rows: 2 } } };
  expect(await replay(file)).toEqual([
    { id: "q99", expected: { rows: 1 }, got: "not yet supported", passed: false },
    { id: "cep z", expected: { rows: 2 }, got: "not yet supported", passed: false },
  ]);
});
