import { shown } from "../../core/io/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import { collectColumns } from "../files/mod.ts";

/** What is asked of the package `arquero` itself. */
export interface Arquero<Table> {
  // biome-ignore lint/suspicious/noExplicitAny: each version of the package names the values of columns otherwise
  table(columns: any): Table;
}

/**
 * Runs a dataset and makes a table of its rows by the package `arquero`, which is given to it. Numbers that every row has are
 * typed arrays there; rows are objects.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { toArquero } from "millrace/connectors/arrow";
 *
 * // import * as aq from "arquero"; const table = await toArquero(trips, aq);
 * const aq = { table: (columns: object) => Object.keys(columns) };
 * console.log(await toArquero(from([{ km: 4 }]), aq)); // ["km"]
 * ```
 */
export async function toArquero<Row, Table>(dataset: Dataset<Row>, arquero: Arquero<Table>): Promise<Table> {
  if (typeof arquero?.table !== "function") {
    throw new TypeError(
      `Cannot make a table of Arquero as the package must be given: got ${shown(arquero)}; use import * as aq from "arquero" (npm install arquero)`,
    );
  }
  return arquero.table(await collectColumns(dataset, "a table of Arquero"));
}

// biome-ignore lint/suspicious/noExplicitAny: so say the package's own types
type DanfoColumns = any;

/** What is asked of the package itself. */
export interface Danfo<Frame> {
  readonly DataFrame: new (columns: DanfoColumns) => Frame;
}

/**
 * Runs a dataset and makes a `DataFrame` of its rows by the package `danfojs` or `danfojs-node`, which is given to it. Rows are
 * objects; all lie in memory several times over, as danfojs keeps them by row and by column.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { toDanfo } from "millrace/connectors/arrow";
 *
 * // import * as dfd from "danfojs"; const frame = await toDanfo(trips, dfd);
 * const dfd = { DataFrame: class { data: object; constructor(data: object) { this.data = data; } } };
 * console.log((await toDanfo(from([{ km: 4 }]), dfd)).data); // { km: [4] }
 * ```
 */
export async function toDanfo<Row, Frame>(dataset: Dataset<Row>, danfo: Danfo<Frame>): Promise<Frame> {
  if (typeof danfo?.DataFrame !== "function") {
    throw new TypeError(
      `Cannot make a frame of danfojs as the package must be given: got ${shown(danfo)}; use import * as dfd from "danfojs" (npm install danfojs)`,
    );
  }
  const columns = await collectColumns(dataset, "a frame of danfojs");
  // It takes plain arrays only.
  return new danfo.DataFrame(
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from<unknown>(values)])),
  );
}
