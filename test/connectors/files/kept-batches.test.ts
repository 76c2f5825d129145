import { expect, test } from "vitest";
import { csvSource } from "../../../connectors/csv/source.ts";
import { jsonSource } from "../../../connectors/json-lines/source.ts";
import { keep } from "../../../core/data/compact.ts";
import type { Batch, Source } from "../../../core/io/mod.ts";
import { inFolder, put, rowsOf } from "./text-files.ts";

async function keptBatches(source: Source<unknown>): Promise<Batch[]> {
  const request = { columns: undefined, conditions: [] };
  const context = { request, batchRows: 3, signal: new AbortController().signal, onBadRecord: () => undefined };
  const kept: Batch[] = [];
  for (const split of await source.splits(request)) {
    const reader = await source.open(split, undefined, context);
    for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) kept.push(keep(batch));
    await reader.close();
  }
  return kept;
}

// Numbers only, then texts: windows are written over until there is a text.
const values = Array.from({ length: 60 }, (_, at) => (at < 30 ? at : `text ${at}`));

test("batches that were kept stay as they were while a file is read on", () =>
  inFolder(async (folder) => {
    const options = { windowBytes: 40, sampleBytes: 30 };
    const csv = await put(`${folder}/t.csv`, `x,y\n${values.map((x) => `${x},1\n`).join("")}`);
    const json = await put(`${folder}/t.jsonl`, values.map((x) => `${JSON.stringify({ x, y: 1 })}\n`).join(""));
    for (const source of [csvSource(csv, options), jsonSource(json, options)]) {
      const rows = (await keptBatches(source)).flatMap(rowsOf);
      expect(rows.map(({ x }) => String(x))).toEqual(values.map(String));
    }
  }));
