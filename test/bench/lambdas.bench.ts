import type { Sink } from "../../core/io/sink.ts";
import { fromColumns, type Output } from "../../core/mod.ts";
import type { Checksum } from "./bounded/checksum.ts";
import { checker, checksumSink } from "./bounded/checksum.ts";
import { makeTable, type Table } from "./bounded/tables.ts";
import type { BenchCase, BenchSuite } from "./case.ts";

/** 99 rows of 100 pass: a filter that nobody can predict costs any loop 5 ns more, and would be what is measured. */
const passes = 20_000;

/** map → filter → map with lambdas of a user, whose row stays a view of the columns, is spread into what they return, or has to be an object. */
const suite: BenchSuite = ({ events = 20_000_000 }) => {
  const table = makeTable(events);
  const columns = { item: table.item, value: table.value };

  const cursor = (sink: Sink<unknown>): Output =>
    fromColumns(columns)
      .map((row) => ({ item: row.item, twice: row.value * 2 }))
      .filter((row) => row.twice >= passes)
      .map((row) => ({ total: row.item + row.twice }))
      .sinkTo(sink);

  const spread = (sink: Sink<unknown>): Output =>
    fromColumns(columns)
      .map((row) => ({ ...row, twice: row.value * 2 }))
      .filter((row) => row.twice >= passes)
      .map((row) => ({ total: row.item + row.twice }))
      .sinkTo(sink);

  // A row could be kept by the function that it is given to: it is an object of its own each time.
  const object = (sink: Sink<unknown>): Output =>
    fromColumns(columns)
      .map((row) => withTwice(row))
      .filter((row) => row.twice >= passes)
      .map((row) => ({ total: row.item + row.twice }))
      .sinkTo(sink);

  const hand = { name: "loop over columns", run: () => handLoop(table) };
  return [
    caseOf("map → filter → map, cursor", 3, cursor, table, hand),
    caseOf("map → filter → map, spread", 20, spread, table, hand),
    caseOf("map → filter → map, objects", 20, object, table, hand),
  ];
};

function withTwice<Row extends { readonly value: number }>(row: Row): Row & { readonly twice: number } {
  return { ...row, twice: row.value * 2 };
}

export default suite;

function caseOf(
  name: string,
  bar: number,
  query: (sink: Sink<unknown>) => Output,
  table: Table,
  hand: { readonly name: string; readonly run: () => Checksum },
): BenchCase {
  const run = async (): Promise<Checksum> => {
    const check = checker();
    await query(checksumSink(check)).run();
    return check.checksum();
  };
  return {
    name,
    rows: table.value.length,
    setup: async () => {
      const [ours, theirs] = [await run(), hand.run()];
      if (ours.rows === theirs.rows && ours.sum === theirs.sum) return;
      throw new RangeError(`Cannot measure "${name}" as the results differ: got ${JSON.stringify([ours, theirs])}`);
    },
    run: async () => void (await run()),
    rival: { name: hand.name, run: () => void hand.run() },
    note: `bar ${bar}`,
  };
}

/** The same by hand, everything in one loop, batch by batch into one array. */
function handLoop({ item, value }: Table): Checksum {
  const check = checker();
  const totals = new Float64Array(8192);
  for (let from = 0; from < value.length; from += totals.length) {
    const to = Math.min(from + totals.length, value.length);
    let count = 0;
    for (let row = from; row < to; row++) {
      const twice = value[row]! * 2;
      if (twice >= passes) totals[count++] = item[row]! + twice;
    }
    check.add([totals], count);
  }
  return check.checksum();
}
