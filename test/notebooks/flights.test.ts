import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parquet } from "../../connectors/parquet/mod.ts";
import { from, replay } from "../../core/mod.ts";
import { type AirportHours, type Flight, flightsJob, type NationalHour } from "../../notebooks/flights/job.ts";

const file = fileURLToPath(new URL("../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url));

interface Outcome {
  readonly worst: readonly AirportHours[];
  readonly hours: readonly NationalHour[];
  readonly path: string;
  readonly updates: number;
}

let folder = "";
let stored: Outcome;
let live: Outcome;

async function outcomeOf(
  name: string,
  flights: Parameters<typeof flightsJob>[0],
  parallelism: number,
): Promise<Outcome> {
  let worst: readonly AirportHours[] = [];
  let updates = 0;
  const hours: NationalHour[] = [];
  const path = join(folder, `${name}.parquet`);
  const output = flightsJob(flights, path, {
    worst: (rows) => {
      worst = rows;
      updates++;
    },
    nationalHour: (row) => void hours.push(row),
  });
  await output.run({ parallelism });
  return { worst, hours, path, updates };
}

async function query<Row>(sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await (await connection.runAndReadAll(sql)).getRowObjectsJson()) as Row[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

beforeAll(async () => {
  folder = mkdtempSync(fileURLToPath(new URL("./.out-", import.meta.url)));
  const source = parquet<Flight>(file);
  stored = await outcomeOf("stored", from(source), 1);
  live = await outcomeOf("live", from(replay(source, { time: "date", speedUp: Number.POSITIVE_INFINITY })), 1);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe("the main job", () => {
  test("stored flights and a stream of them give the same worst hours and the same line of the nation", () => {
    expect(live.worst).toEqual(stored.worst);
    expect(live.hours).toEqual(stored.hours);
    expect(live.updates).toBeGreaterThan(stored.updates);
  });

  test("stored flights and a stream of them give the same windows", async () => {
    const difference = await query(`
      (select * from '${stored.path}' except all select * from '${live.path}')
      union all (select * from '${live.path}' except all select * from '${stored.path}')`);
    expect(difference).toEqual([]);
  });

  test("two subtasks give what one gives", async () => {
    const two = await outcomeOf("two", from(parquet<Flight>(file)), 2);
    expect(two.worst).toEqual(stored.worst);
    const [rows] = await query<{ n: number; flights: number }>(
      `select count(*)::int n, sum(flights)::int flights from '${two.path}/*.parquet'`,
    );
    expect(rows).toEqual({ n: 763_125, flights: 18_000_000 });
  });

  test("DuckDB over the same file agrees on every window of every airport", async () => {
    const sql = `
      with hours as (select origin, delay, epoch_ms(date) as ms from '${file}'),
      windows as (
        select origin, (floor(ms / 3600000) - k) * 3600000 as start, delay
        from hours, range(0, 6) t(k)
      ),
      theirs as (
        select origin, start::bigint as "windowStart", count(*) as flights, avg(delay) as mean,
          quantile_cont(delay, 0.95) as p95, avg(case when delay > 15 then 1 else 0 end) as late
        from windows group by all
      ),
      ours as (select origin, epoch_ms("windowStart") as "windowStart", flights, "meanDelay" as mean, "p95Delay" as p95, "lateShare" as late from '${stored.path}')
      select count(*)::int as windows,
        count(*) filter (ours.flights is distinct from theirs.flights)::int as counts,
        count(*) filter (abs(ours.mean - theirs.mean) > 1e-9 * greatest(1, abs(theirs.mean)))::int as means,
        count(*) filter (abs(ours.p95 - theirs.p95) > 1e-9 * greatest(1, abs(theirs.p95)))::int as quantiles,
        count(*) filter (abs(ours.late - theirs.late) > 1e-9)::int as shares
      from ours full join theirs using (origin, "windowStart")`;
    expect(await query(sql)).toEqual([{ windows: 763_125, counts: 0, means: 0, quantiles: 0, shares: 0 }]);
  }, 120_000);

  test("DuckDB agrees on the line of the nation", async () => {
    const theirs = await query<{ start: string; flights: number }>(
      `select (floor(epoch_ms(date) / 3600000) * 3600000)::bigint::varchar as start, count(*)::int as flights from '${file}' group by 1 order by 1`,
    );
    expect(stored.hours.map(({ windowStart, flights }) => ({ start: String(windowStart), flights }))).toEqual(theirs);
  });
});
