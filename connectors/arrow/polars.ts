import { shown } from "../../core/io/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import { type FromArrowOptions, fromArrow } from "./from-arrow.ts";
import { mustMake, plainArrowBytes } from "./to-arrow.ts";

/** What is asked of a `DataFrame` of the package `nodejs-polars`. */
export interface PolarsFrame {
  writeIPC(options?: { readonly compression?: "uncompressed" }): Uint8Array;
}

/** What is asked of the package `nodejs-polars` itself. */
export interface Polars<Frame> {
  // biome-ignore lint/suspicious/noExplicitAny: it takes Node's Buffer, which is named nowhere here
  readIPC(bytes: any): Frame;
}

/**
 * A dataset of a `DataFrame` of nodejs-polars. It leaves polars as a file of Arrow in memory, whose columns are read as they lie there.
 *
 * @example
 * ```ts
 * import pl from "nodejs-polars";
 * import { fromPolars } from "millrace/connectors/arrow";
 *
 * const frame = pl.DataFrame({ city: ["Kent", "Bend"], people: [136_000, 99_000] });
 * const cities = fromPolars<{ city: string; people: number }>(frame);
 * console.log(await cities.filter((c) => c.people > 100_000).collect()); // [{ city: "Kent", people: 136000 }]
 * ```
 */
export function fromPolars<Row>(frame: PolarsFrame, options: FromArrowOptions = {}): Dataset<Row> {
  if (typeof frame?.writeIPC === "function") return fromArrow(frame.writeIPC({ compression: "uncompressed" }), options);
  throw new TypeError(
    `Cannot read a frame of polars as it must be a DataFrame of nodejs-polars: got ${shown(frame)}; ` +
      "of a lazy one await its collect() before",
  );
}

/**
 * Runs a dataset and makes a `DataFrame` of its rows by the package `nodejs-polars`, which is given to it. Lists and objects become its
 * lists and structs, of all the properties that any of them has.
 *
 * @throws Where a column holds values of several types, as text and numbers: polars has none for those.
 * @example
 * ```ts
 * import pl from "nodejs-polars";
 * import { from } from "millrace";
 * import { toPolars } from "millrace/connectors/arrow";
 *
 * const frame = await toPolars(from([{ km: 4.5 }, { km: 9 }]), pl);
 * console.log(frame.height); // 2
 * ```
 */
export async function toPolars<Row, Frame>(dataset: Dataset<Row>, polars: Polars<Frame>): Promise<Frame> {
  mustMake(polars?.readIPC, "toPolars", "the default export of nodejs-polars (npm install nodejs-polars)");
  return polars.readIPC(asBuffer(await plainArrowBytes(dataset, "a frame of polars")));
}

/** Polars takes only Node's own kind of bytes; other runtimes have that, too. */
function asBuffer(bytes: Uint8Array<ArrayBuffer>): unknown {
  const { Buffer } = globalThis as { readonly Buffer?: { from(bytes: ArrayBuffer): unknown } };
  return Buffer?.from(bytes.buffer) ?? bytes;
}
