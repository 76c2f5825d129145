import { readFile } from "node:fs/promises";
import { openAvro } from "../../../connectors/avro/container.ts";

/** The schema that stands in a file. */
export async function dataOf(
  path: string,
): Promise<{ schema: { fields: { name: string; type: unknown; default: unknown }[] } }> {
  const { length } = await readFile(path);
  const { schemaText } = await openAvro({ path, sizeBytes: length, kind: "file", modifiedMs: 0 });
  return { schema: JSON.parse(schemaText) as never };
}
