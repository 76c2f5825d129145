import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { type Dataset, from, into, replay } from "../../../core/mod.ts";
import { strikes } from "../../../notebooks/cases/data/strikes.ts";
import { type Cell, groups, type Species, type State } from "../../../notebooks/cases/reporting/job.ts";
import { checkPicture, runCase, sorted } from "./case.ts";

const stored = groups(strikes());
const states = await stored.states.collect();
const cells = await stored.cells.collect();
const costliest = await stored.costliest.collect();

async function query<Row>(select: string): Promise<Row[]> {
  const file = fileURLToPath(new URL("../../../node_modules/vega-datasets/data/birdstrikes.csv", import.meta.url));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(select.replace("STRIKES", `read_csv('${file}', header = true)`));
    return reader.getRowObjectsJS() as Row[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("DuckDB over the same file counts the same by state, by month and phase, and finds the same costly birds", async () => {
  const theirs = await query<State>(`select "Origin State" as state, count(*)::int as strikes,
    (count(*) filter ("Effect Amount of damage" <> 'None'))::int as damaged, sum("Cost Total $")::double as cost,
    epoch_ms(max("Flight Date"))::double as newest from STRIKES group by 1`);
  expect(sorted(states)).toEqual(sorted(theirs));
  const months = await query<Cell>(`select (month("Flight Date") - 1)::int as month, "Phase of flight" as phase,
    count(*)::int as strikes from STRIKES group by 1, 2`);
  expect(sorted(cells)).toEqual(sorted(months));
  const birds = await query<Species>(`select "Wildlife Species" as species, sum("Cost Total $")::double as cost
    from STRIKES group by 1 order by cost desc limit 10`);
  expect(sorted(costliest)).toEqual(sorted(birds));
});

test("of a stream of strikes is left what the stored ones give, behind changes of each group", async () => {
  const rows = await strikes().collect();
  const live = groups(from(replay(rows, { time: "at", speedUp: Number.POSITIVE_INFINITY })));
  let changes = 0;
  const left = async <Row>(dataset: Dataset<Row>): Promise<Row[]> => {
    const kept: Row[] = [];
    await dataset.sinkTo(into(kept)).run();
    await dataset.changelog().forEach(() => void changes++);
    return sorted(kept);
  };
  expect(await left(live.states)).toEqual(sorted(states));
  expect(await left(live.cells)).toEqual(sorted(cells));
  expect(await left(live.costliest)).toEqual(sorted(costliest));
  expect(changes).toBeGreaterThan(states.length + cells.length + costliest.length);
});

test("the command writes a page with all strikes, a bar for each costly bird and a row for each state, stored or at a speed", async () => {
  const out = mkdtempSync(join(tmpdir(), "millrace-cases-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
  await Promise.all([
    runCase("reporting", "--param", `out=${out}/stored.html`),
    runCase("reporting", "--param", `out=${out}/live.html`, "--param", "days=20000"),
  ]);
  const [page, live] = ["stored", "live"].map((name) => readFileSync(`${out}/${name}.html`, "utf8"));
  expect(/<p>(.*?)<\/p>/.exec(page!)?.[1]).toBe("10,000 strikes until 2002-07-25");
  const named = [...costliest.map(({ species }) => species), ...states.map(({ state }) => state)];
  expect(named.filter((name) => !page!.includes(name))).toEqual([]);
  expect(live === page).toBe(true);
});

test("its picture is what is drawn now", () => checkPicture("reporting"));
