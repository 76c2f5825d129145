import {
  any,
  avg,
  collect,
  correlation,
  count,
  countDistinct,
  covariance,
  type Dataset,
  decimalText,
  decimalUnits,
  every,
  max,
  maxBy,
  min,
  minBy,
  stddev,
  sum,
  topK,
  variance,
} from "../../../core/mod.ts";

export interface Row {
  readonly id: number;
  readonly k: number | null;
  readonly s: string | null;
  readonly f: number | null;
  readonly x: number | null;
  readonly i: bigint | null;
  readonly d: number | null;
  readonly e: string | null;
  readonly t: number | null;
  readonly day: number | null;
  readonly b: boolean | null;
  readonly bytes: Uint8Array | null;
  readonly list: readonly (number | null)[] | null;
  readonly pair: { readonly a: number | null; readonly b: string | null } | null;
}

type Rows = Dataset<Row>;

export interface Query {
  readonly name: string;
  readonly sql: string;
  /** Whether rows come in the order of the query. */
  readonly ordered?: true;
  readonly of: (left: Rows, right: Rows) => Dataset<object>;
}

const aggregates = {
  rows: count(),
  ks: count((row: Row) => row.k),
  total: sum((row: Row) => row.k),
  of: sum((row: Row) => row.x),
  odd: sum((row: Row) => row.f),
  mean: avg((row: Row) => row.x),
  spread: variance((row: Row) => row.x),
  deviation: stddev((row: Row) => row.x, { of: "population" }),
  together: covariance((row: Row) => [row.x, row.id]),
  alike: correlation((row: Row) => [row.x, row.id]),
  leastK: min((row: Row) => row.k),
  leastS: min((row: Row) => row.s),
  leastF: min((row: Row) => row.f),
  leastD: min((row: Row) => row.d),
  leastT: min((row: Row) => row.t),
  mostI: max((row: Row) => row.i),
  mostF: max((row: Row) => row.f),
  mostDay: max((row: Row) => row.day),
  mostE: max((row: Row) => decimalUnits(row.e, 4)),
  sumE: sum((row: Row) => decimalUnits(row.e, 4)),
  distinctS: countDistinct((row: Row) => row.s),
  distinctF: countDistinct((row: Row) => row.f),
  distinctT: countDistinct((row: Row) => row.t),
  distinctPair: countDistinct((row: Row) => row.pair),
  distinctList: countDistinct((row: Row) => row.list),
  some: any((row: Row) => row.b),
  all: every((row: Row) => row.b),
  first: minBy((row: Row) => (row.k === null ? null : row.id)),
  last: maxBy((row: Row) => (row.s === null ? null : row.id)),
  top: topK(2, (row: Row) => (row.x === null ? null : row.id)),
  ids: collect((row: Row) => (row.x === null ? null : row.id)),
};

const inSql = `count(*) AS rows, count(k) AS ks, sum(k) AS total, sum(x) AS "of", sum(f) AS odd, avg(x) AS mean,
  var_samp(x) AS spread, stddev_pop(x) AS deviation, covar_samp(x, id) AS together, nullif(corr(x, id), 'nan') AS alike,
  min(k) AS "leastK", min(s) AS "leastS", min(f) AS "leastF", min(d) AS "leastD", min(t) AS "leastT",
  max(i) AS "mostI", max(f) AS "mostF", max(day) AS "mostDay", max(e)::VARCHAR AS "mostE", sum(e)::VARCHAR AS "sumE",
  count(DISTINCT s) AS "distinctS", count(DISTINCT f) AS "distinctF", count(DISTINCT t) AS "distinctT",
  count(DISTINCT pair) AS "distinctPair", count(DISTINCT list) AS "distinctList",
  bool_or(b) AS some, bool_and(b) AS "all",
  min(id) FILTER (k IS NOT NULL) AS first, max(id) FILTER (s IS NOT NULL) AS last,
  list(id ORDER BY id) FILTER (x IS NOT NULL) AS ids,
  (max(id, 2) FILTER (x IS NOT NULL))[-1] AS top`;

/** Rows within results as their numbers, decimals as their texts. */
function plain(rows: Dataset<object>): Dataset<object> {
  return rows.map((row) => {
    const { first, last, top, ids, mostE, sumE, ...rest } = row as Record<string, unknown>;
    return {
      ...rest,
      mostE: decimalText(mostE as bigint | null, 4),
      sumE: decimalText(sumE as bigint | null, 4),
      first: (first as Row | null)?.id ?? null,
      last: (last as Row | null)?.id ?? null,
      ids: ids === undefined || (ids as number[]).length === 0 ? null : (ids as number[]).toSorted((a, b) => a - b),
      top: (top as Row[])[1]?.id ?? (top as Row[])[0]?.id ?? null,
    };
  });
}

function grouped(name: string, columns: readonly ("k" | "s" | "d" | "t" | "b" | "i" | "day" | "e")[]): Query {
  const names = columns.map((column) => `"${column}"`).join(", ");
  const there = columns.map((column) => `${column} IS NOT NULL`).join(" AND ");
  return {
    name: `aggregates by ${name}`,
    sql: `SELECT ${names.replace('"e"', "e::VARCHAR AS e")}, ${inSql} FROM l WHERE ${there} GROUP BY ${names}`,
    of: (left) =>
      plain(
        left
          .filter((row) => columns.every((column) => row[column] !== null))
          .keyBy(...(columns as readonly ["k"]))
          .aggregate(aggregates) as Dataset<object>,
      ),
  };
}

type Side = Row | null | undefined;
const ids = (left: Side, right: Side): object => ({ l: left?.id ?? null, r: right?.id ?? null, ls: left?.s ?? null });
const kinds = { inner: "JOIN", left: "LEFT JOIN", right: "RIGHT JOIN", full: "FULL JOIN" } as const;

function joins(on: readonly ("k" | "s" | "d" | "t" | "b" | "i" | "f" | "e")[]): Query[] {
  const equal = on.map((column) => `l."${column}" = r."${column}"`).join(" AND ");
  const by = on.length === 1 ? on[0]! : on;
  const pairs = (Object.keys(kinds) as (keyof typeof kinds)[]).map(
    (how): Query => ({
      name: `${how} join on ${on.join(" and ")}`,
      sql: `SELECT l.id AS l, r.id AS r, l.s AS ls FROM l ${kinds[how]} r ON ${equal}`,
      of: (left, right) => left.join(right, { on: by, how, select: ids } as never) as Dataset<object>,
    }),
  );
  const half = (["semi", "anti"] as const).map(
    (how): Query => ({
      name: `${how} join on ${on.join(" and ")}`,
      sql: `SELECT l.id AS id FROM l WHERE ${how === "semi" ? "" : "NOT "}EXISTS (SELECT 1 FROM r WHERE ${equal})`,
      of: (left, right) => (left.join(right, { on: by, how } as never) as Rows).map(({ id }) => ({ id })),
    }),
  );
  return [...pairs, ...half];
}

function sorted(column: keyof Row & string, order: "ascending" | "descending", nulls: "first" | "last"): Query {
  const direction = order === "ascending" ? "ASC" : "DESC";
  return {
    name: `sort by ${column} ${order}, nulls ${nulls}`,
    sql: `SELECT id, "${column}" AS v FROM l ORDER BY "${column}" ${direction} NULLS ${nulls.toUpperCase()}, id`,
    ordered: true,
    of: (left) =>
      left.sort([{ by: column, order, nulls }, "id"] as never).map((row) => ({ id: row.id, v: row[column] })),
  };
}

const sortable = ["k", "s", "f", "x", "i", "d", "t", "day", "b"] as const;
const all = ["k", "s", "f", "i", "d", "e", "t", "day", "b", "bytes", "list", "pair"] as const;

export const queries: readonly Query[] = [
  {
    name: "aggregates of all",
    sql: `SELECT ${inSql} FROM l`,
    of: (left) => plain(left.aggregate(aggregates) as Dataset<object>),
  },
  grouped("a number", ["k"]),
  grouped("a text", ["s"]),
  grouped("a decimal", ["d"]),
  grouped("a time", ["t"]),
  grouped("a bigint and a date", ["i", "day"]),
  grouped("a long decimal and a boolean", ["e", "b"]),
  ...joins(["k"]),
  ...joins(["s"]),
  ...joins(["f"]),
  ...joins(["d"]),
  ...joins(["e"]),
  ...joins(["i"]),
  ...joins(["t", "b"]),
  ...joins(["k", "s"]),
  ...sortable.flatMap((column) => [sorted(column, "ascending", "last"), sorted(column, "descending", "first")]),
  ...all.map(
    (column): Query => ({
      name: `distinct ${column}`,
      sql: `SELECT DISTINCT "${column}"${column === "e" ? "::VARCHAR" : ""} AS v FROM l`,
      of: (left) => left.map((row) => ({ v: row[column] })).distinct(),
    }),
  ),
  {
    name: "distinct rows of several columns",
    sql: "SELECT DISTINCT k, s, pair FROM l",
    of: (left) => left.map(({ k, s, pair }) => ({ k, s, pair })).distinct(),
  },
  {
    name: "union, with what is there twice",
    sql: "SELECT id, k, s FROM l UNION ALL SELECT id, k, s FROM r",
    of: (left, right) => left.union(right).map(({ id, k, s }) => ({ id, k, s })),
  },
  {
    name: "limit of sorted rows",
    sql: "SELECT id FROM l ORDER BY id DESC LIMIT 7",
    ordered: true,
    of: (left) =>
      left
        .sort({ by: "id", order: "descending" })
        .limit(7)
        .map(({ id }) => ({ id })),
  },
  {
    name: "the best rows of all",
    sql: "SELECT id, x FROM l WHERE x IS NOT NULL ORDER BY x DESC, id LIMIT 5",
    ordered: true,
    of: (left) => left.topK(5, "x").map(({ id, x }) => ({ id, x })),
  },
  {
    name: "the best row of each key",
    sql: "SELECT k, id FROM l WHERE k IS NOT NULL AND t IS NOT NULL QUALIFY row_number() OVER (PARTITION BY k ORDER BY t DESC, id) = 1",
    of: (left) =>
      left
        .filter(({ k }) => k !== null)
        .keyBy("k")
        .topK(1, "t")
        .map(({ k, id }) => ({ k, id })),
  },
  {
    name: "conditions",
    sql: `SELECT id, x * 2 AS twice, upper(s) AS s FROM l WHERE (k > 0 OR s = 'a') AND d IS NOT NULL AND x <= 12.5 AND s IS NOT NULL`,
    of: (left) =>
      left
        .filter(({ k, s, d, x }) => ((k !== null && k > 0) || s === "a") && d !== null && x !== null && x <= 12.5)
        .filter(({ s }) => s !== null)
        .map(({ id, x, s }) => ({ id, twice: x! * 2, s: s!.toUpperCase() })),
  },
];
