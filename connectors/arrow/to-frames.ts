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
  const columns = await collectColumns(dataset, "a table of Arquero");
  // Arquero makes an object by assigning, where this name is no column: its table would have no rows.
  if (Object.hasOwn(columns, "__proto__"))
    throw new TypeError(
      'Cannot make a table of Arquero as no column may be named "__proto__", under which it keeps none: give it another name by map',
    );
  return arquero.table(columns);
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
 * @throws Where a column holds lists or objects, of which danfojs would make texts such as "[object Object]", bigints or functions,
 * which it cannot hold, where there are no rows, of which it makes no frame, and where a column is called as what a frame has itself (`columns`).
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
  if (!Object.values(columns).some(({ length }) => length > 0))
    throw new TypeError(
      "Cannot make a frame of danfojs as there must be rows: got none, of which danfojs makes no frame; see what leaves them out, or look with count() before",
    );
  for (const [name, values] of Object.entries(columns)) mustBePlain(name, values);
  const taken = Object.keys(columns).find((name) => ownOfFrames.has(name));
  if (taken !== undefined)
    throw new TypeError(
      `Cannot make a frame of danfojs as its columns must not be called as what a frame is made of: got ${JSON.stringify(taken)}; give it another name by map`,
    );
  // It takes plain arrays only.
  return new danfo.DataFrame(
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from<unknown>(values)])),
  );
}

/** Columns become properties of a frame: one that has such can neither be shown nor read. */
const ownOfFrames: ReadonlySet<string> = new Set([
  "columns",
  "constructor",
  "$columns",
  "$config",
  "$dtypes",
  "$index",
]);

function mustBePlain(name: string, values: ArrayLike<unknown>): void {
  const at = Array.prototype.findIndex.call(values, (value: unknown) => unfit(value) !== undefined);
  if (at < 0) return;
  const [got, why] = unfit(values[at])!;
  throw new TypeError(
    `Cannot make a frame of danfojs as column ${JSON.stringify(name)} must hold plain values: got ${got} in row ${at + 1}, ${why}, or leave the column out`,
  );
}

/** What danfojs cannot hold, and what to do. */
function unfit(value: unknown): readonly [got: string, why: string] | undefined {
  switch (typeof value) {
    case "bigint":
      return [`the bigint ${value}`, "which danfojs cannot hold; map it before, by Number or String"];
    case "function":
    case "symbol":
      return [`a ${typeof value}`, "which danfojs cannot hold; map it before"];
    case "object":
      if (value === null || value instanceof Date) return undefined;
      return [
        Array.isArray(value) ? "a list" : "an object",
        "of which danfojs makes text; map it before, for instance by JSON.stringify",
      ];
    default:
      return undefined;
  }
}
