import { expect } from "vitest";
import type { Dataset } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { loadModel, type Transformer } from "../../../ml/mod.ts";

/** A transformer that was saved and loaded gives the same rows; those that it gives. */
export async function savedGives<Row>(
  // biome-ignore lint/suspicious/noExplicitAny: of any rows
  transformer: Transformer<any, any>,
  rows: Dataset<Row>,
): Promise<unknown[]> {
  const folder = await temporaryFolder("millrace-stage-");
  try {
    const given = await transformer.transform(rows).collect();
    await transformer.save(folder);
    const loaded = await loadModel(folder);
    expect(loaded.parameters).toEqual(transformer.parameters);
    expect(await loaded.transform(rows as Dataset<object>).collect({ batchRows: 2 })).toEqual(given);
    return given;
  } finally {
    await deleteFolder(folder);
  }
}

/** What is in a column, vectors as lists. */
export function columnOf(rows: readonly unknown[], name: string): unknown[] {
  return rows.map((row) => {
    const value = (row as Record<string, unknown>)[name];
    return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  });
}

/** A sparse vector as it is expected. */
export function sparse(size: number, entries: Readonly<Record<number, number>>): unknown {
  const indices = Object.keys(entries).map(Number);
  return { size, indices: Int32Array.from(indices), values: Float64Array.from(Object.values(entries)) };
}
