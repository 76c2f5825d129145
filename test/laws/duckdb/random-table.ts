/** A generator of numbers from a seed, so that what fails can be seen again. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** In [0, below), by mulberry32. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) * (below / 2 ** 32));
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]!;
  }
}

/** Columns of both tables, as DuckDB types, with what may stand in them as SQL. Few values each, so that rows meet. */
const columns: readonly (readonly [name: string, type: string, values: readonly string[]])[] = [
  ["k", "INTEGER", ["0", "1", "2", "3", "-1", "2147483647", "-2147483648"]],
  ["s", "VARCHAR", ["''", "'a'", "'A'", "'b'", "'ab'", "'é'", "'😀'", "'10'", "'9'"]],
  [
    "f",
    "DOUBLE",
    ["'nan'::DOUBLE", "'inf'::DOUBLE", "'-inf'::DOUBLE", "'-0.0'", "0.0", "1.5", "-2.25", "1e300", "0.1"],
  ],
  ["x", "DOUBLE", ["-7.25", "0.1", "0.2", "0.3", "12.5", "100", "-0.001"]],
  ["i", "BIGINT", ["9007199254740993", "-9007199254740993", "0", "1", "2", "9223372036854775807"]],
  ["d", "DECIMAL(9, 2)", ["0.01", "-0.01", "12.30", "1234567.89", "0.00", "-99.99"]],
  ["e", "DECIMAL(24, 4)", ["12345678901234567890.1234", "-0.0001", "9.5", "10.5", "0"]],
  [
    "t",
    "TIMESTAMP",
    [
      "TIMESTAMP '1969-12-31 23:59:59.999'",
      "TIMESTAMP '2024-02-29 12:00:00'",
      "TIMESTAMP '2024-02-29 12:00:00.001'",
      "TIMESTAMP '1970-01-01'",
    ],
  ],
  ["day", "DATE", ["DATE '1969-12-31'", "DATE '2024-02-29'", "DATE '2000-01-01'"]],
  ["b", "BOOLEAN", ["true", "false"]],
  ["bytes", "BLOB", ["''::BLOB", "'\\x00'::BLOB", "'\\xFF\\x00'::BLOB", "'ab'::BLOB"]],
  ["list", "INTEGER[]", ["[]::INTEGER[]", "[1]", "[1, NULL]", "[2, 1]"]],
  ["pair", "STRUCT(a INTEGER, b VARCHAR)", ["{a: 1, b: 'x'}", "{a: NULL, b: 'x'}", "{a: 1, b: NULL}"]],
];

/** SQL that makes a table of so many rows, a fifth of all values absent. `id` counts them. */
export function tableOf(name: string, rows: number, chance: Chance): string {
  const types = columns.map(([column, type]) => `${column} ${type}`).join(", ");
  const values = Array.from({ length: rows }, (_, id) => {
    const row = columns.map(([, type, some]) =>
      chance.below(5) === 0 ? "NULL" : `CAST(${chance.of(some)} AS ${type})`,
    );
    return `(${[id, ...row].join(", ")})`;
  });
  const filled = values.length === 0 ? "" : `INSERT INTO ${name} VALUES ${values.join(", ")};`;
  return `CREATE OR REPLACE TABLE ${name} (id INTEGER, ${types}); ${filled}`;
}
