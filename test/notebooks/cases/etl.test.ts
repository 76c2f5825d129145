import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { BadRecord } from "../../../core/io/mod.ts";
import { deadLetter, from, into, resumable } from "../../../core/mod.ts";
import { messages } from "../../../notebooks/cases/data/orders.ts";
import { etl, type OrderLine } from "../../../notebooks/cases/etl/job.ts";
import { checkPicture, runCase } from "./case.ts";
import { expectedLines, kept } from "./etl-lines.ts";

const sent = messages();

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "millrace-cases-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test("each good order is there once, with the country of its customer; what is no good is told with the reason", async () => {
  const letters: BadRecord[] = [];
  const rows = await etl(from(sent), deadLetter(into(letters))).collect();
  const { lines, refused } = expectedLines(sent);
  expect(kept(rows)).toEqual(kept(lines));
  expect(letters).toHaveLength(refused);
  const reasons = letters.map(({ message }) =>
    /threw (?:\w+Error): (.*?)(?: in JSON|; the row)/.exec(message)?.[1]?.replace(/\d+/, "N"),
  );
  expect([...new Set(reasons)].sort()).toEqual([
    "Unterminated string",
    "a line has a count above N and a price",
    "an order has an id and a customer",
    "nobody is customer N",
  ]);
});

test("a run that fails between two checkpoints and begins again doubles and loses nothing, neither of orders nor of what is refused", async () => {
  const out = folder();
  let failures = 0;
  const server = resumable<string, number>("orders", async function* (position = 0) {
    for (let at = position; at < sent.length; at++) {
      yield { row: sent[at]!, position: at + 1 };
      // Checkpoints are taken meanwhile: what failed had given rows behind the last.
      if (at % 500 === 499) await new Promise((done) => setTimeout(done, 40));
      if (at === 3200 && failures++ === 0) throw new Error("the server went away");
    }
  });
  const refused = deadLetter(jsonLines<BadRecord>(`${out}/refused/`));
  const run = etl(from(server), refused)
    .sinkTo(parquet<OrderLine>(`${out}/lines/`, { partitionBy: ["day"] }))
    .start({
      checkpoint: { interval: 20, dir: `${out}/state` },
      restart: { strategy: "fixed delay", delay: 1, attempts: 1 },
    });
  await run.finished;
  expect(run.metrics.snapshot()).toMatchObject({ numRestarts: 1 });
  expect(failures).toBe(2);
  const { lines, refused: count } = expectedLines(sent);
  expect(kept(await from(parquet<OrderLine>(`${out}/lines`)).collect())).toEqual(kept(lines));
  expect(await from(jsonLines(`${out}/refused`)).collect()).toHaveLength(count);
});

test("the command writes a folder a day, and one of what is refused", async () => {
  const out = folder();
  await runCase("etl", "--param", `out=${out}`);
  expect(readdirSync(`${out}/lines`).sort()).toEqual(["day=2026-03-01", "day=2026-03-02", "day=2026-03-03"]);
  expect(kept(await from(parquet<OrderLine>(`${out}/lines`)).collect())).toEqual(kept(expectedLines(sent).lines));
  expect(existsSync(`${out}/refused`)).toBe(true);
});

test("its picture is what is drawn now", () => checkPicture("etl"));
