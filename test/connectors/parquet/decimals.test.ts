import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import {
  avg,
  count,
  type Dataset,
  decimal,
  decimalText,
  decimalUnits,
  from,
  max,
  min,
  minBy,
  schema,
  sum,
  topK,
} from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { duck } from "./kit.ts";

interface Sale {
  k: number;
  amount: string | null;
}

let folder = "";
let path = "";

beforeAll(async () => {
  folder = await temporaryFolder("millrace-decimals-");
  path = `${folder}/sales.parquet`;
  // Of both signs and of many lengths, so that the order of texts is not that of the numbers; one in seven is absent.
  await duck(
    `COPY (SELECT (i % 5)::INTEGER AS k, CASE WHEN i % 7 = 0 THEN NULL ELSE
      ((i * 7919 % 1009 - 500)::DECIMAL(38, 0) * 10 ** (i % 13)::INTEGER)::DECIMAL(24, 0)::DECIMAL(28, 4) / 1000
      END::DECIMAL(28, 4) AS amount FROM range(2000) t(i)) TO '${path}'`,
  );
});
afterAll(() => deleteFolder(folder));

const sales = (): Dataset<Sale> => from(parquet<Sale>(path));
const units = ({ amount }: Sale): bigint | null => decimalUnits(amount, 4);

describe("decimals of more than 15 digits give what DuckDB gives", () => {
  test("sums, least and greatest of groups, to the last digit", async () => {
    const rows = await sales()
      .keyBy("k")
      .aggregate({ rows: count(), total: sum(units), least: min(units), greatest: max(units) })
      .sort("k")
      .collect();
    const texts = rows.map(({ k, rows: n, total, least, greatest }) => ({
      k,
      n,
      total: decimalText(total, 4),
      least: decimalText(least, 4),
      greatest: decimalText(greatest, 4),
    }));
    expect(texts).toEqual(
      await duck(
        `SELECT k, count(*)::INTEGER AS n, sum(amount)::VARCHAR AS total, min(amount)::VARCHAR AS least,
         max(amount)::VARCHAR AS greatest FROM '${path}' GROUP BY k ORDER BY k`,
      ),
    );
  });

  test("means, as the nearest number", async () => {
    const [row] = await sales()
      .aggregate({ mean: avg(units) })
      .collect();
    const [theirs] = await duck(`SELECT avg(amount) AS mean FROM '${path}'`);
    expect(row!.mean! / 10_000).toBeCloseTo(theirs!.mean as number, 6);
  });

  for (const order of ["ascending", "descending"] as const) {
    test(`rows sorted ${order}, in memory and by the best of them`, async () => {
      const sql = `SELECT amount::VARCHAR AS a FROM '${path}' ORDER BY amount ${order === "ascending" ? "" : "DESC"} NULLS LAST`;
      const theirs = (await duck(sql)).map(({ a }) => a);
      const sorted = await sales().sort("amount", { order }).collect();
      expect(sorted.map(({ amount }) => amount)).toEqual(theirs);
      const best = await sales().sort("amount", { order }).limit(10).collect();
      expect(best.map(({ amount }) => amount)).toEqual(theirs.slice(0, 10));
    });
  }
});

describe("what texts of decimals would give wrongly is refused", () => {
  const amounts = from([{ amount: "9.00" }, { amount: "10.00" }], { schema: schema({ amount: decimal(18, 2) }) });
  const refused = (name: string): string =>
    'Cannot make result "x" in aggregate #1 as decimals of more than 15 digits are texts, whose order is not that of numbers: ' +
    `got decimal(18,2); take their units, as in ${name}((row) => decimalUnits(row.column, 2))`;
  test("the least, the greatest, the row of it, the greatest few", async () => {
    await expect(amounts.aggregate({ x: min((row) => row.amount) }).collect()).rejects.toThrow(refused("min"));
    await expect(amounts.aggregate({ x: max((row) => row.amount) }).collect()).rejects.toThrow(refused("max"));
    await expect(amounts.aggregate({ x: minBy((row) => row.amount) }).collect()).rejects.toThrow(refused("minBy"));
    await expect(amounts.aggregate({ x: topK(1, (row: { amount: string }) => row.amount) }).collect()).rejects.toThrow(
      refused("topK"),
    );
  });

  test("a sum of them names what adds them", async () => {
    const long = from([{ amount: "12345678901234.56" }], { schema: schema({ amount: decimal(18, 2) }) });
    await expect(long.aggregate({ x: sum((row) => row.amount) }).collect()).rejects.toThrow(
      "Cannot add a value to sum() as it must be a number: got string 12345678901234.56; take its units, of so many digits " +
        "behind the point, as in sum((row) => decimalUnits(row.column, 2))",
    );
  });

  test("a sum that two doubles do not hold", async () => {
    const huge = from([{ amount: 2n ** 104n }, { amount: 2n ** 104n }]);
    await expect(huge.aggregate({ x: sum((row) => row.amount) }).collect()).rejects.toThrow(
      /Cannot add bigints as their sum must stay below 2\^105 to be exact: got about 4.05\d+e\+31; where the nearest/,
    );
    const rows = await from([{ amount: 2n ** 104n }, { amount: -1n }])
      .aggregate({ x: sum((row) => row.amount) })
      .collect();
    expect(rows).toEqual([{ x: 2n ** 104n - 1n }]);
  });

  test("zero is one key, whatever its sign", async () => {
    const zeros = from([{ a: "-0.00" }, { a: "0" }, { a: -0 }], { schema: schema({ a: decimal(18, 2) }) });
    expect(await zeros.keyBy("a").aggregate({ n: count() }).collect()).toEqual([{ a: "0.00", n: 3 }]);
  });
});

test("a group of rows is not left out by bounds that a double rounds: a text of 16 digits is compared by its own number", async () => {
  // As 64 bits 9007199254740993, which a double has as …992: its bound would read .92 of what the text says is .93.
  const file = `${folder}/rounded.parquet`;
  await duck(`COPY (SELECT 90071992547409.93::DECIMAL(16, 2) AS amount) TO '${file}'`);
  const greater = from(parquet<{ amount: string }>(file)).filter(
    (row) => (row.amount as unknown as number) > 90071992547409.92,
  );
  expect(await greater.collect()).toEqual([{ amount: "90071992547409.93" }]);
});
