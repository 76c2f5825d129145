import type { DataFrame } from "nodejs-polars";
import type { Checker, Checksum } from "./checksum.ts";
import { checker } from "./checksum.ts";

type Columns = Readonly<Record<string, Int32Array | Float64Array>>;

type Polars = typeof import("nodejs-polars").default;

/** Polars with one thread: it reads their number when it is loaded. */
export async function loadPolars(): Promise<Polars> {
  process.env.POLARS_MAX_THREADS = "1";
  return (await import("nodejs-polars")).default;
}

export function frameOf(pl: Polars, columns: Columns): DataFrame {
  return pl.DataFrame(Object.entries(columns).map(([name, values]) => pl.Series(name, values as never)));
}

/** Reads the result by its typed arrays. */
export function checksumOfFrame(frame: DataFrame, check: Checker = checker()): Checksum {
  const columns = frame.columns.map((name) => frame.getColumn(name).toTypedArray() as Int32Array | Float64Array);
  check.add(columns, frame.height);
  return check.checksum();
}
