import type { JsonLinesOptions, JsonTestOptions } from "../../../connectors/json-lines/options.ts";
import { jsonSource } from "../../../connectors/json-lines/source.ts";
import type { BadRecord } from "../../../core/io/mod.ts";
import { inFolder, put, type ReadOptions, type ReadResult, readAll } from "../files/text-files.ts";

export type Json = JsonLinesOptions & JsonTestOptions & ReadOptions;

/** Reads one file of this content. */
export function readJson(content: string | Uint8Array, json: Json = {}): Promise<ReadResult> {
  return inFolder(async (folder) => readAll(jsonSource(await put(`${folder}/lines.jsonl`, content), json), json));
}

export async function withBad(
  content: string | Uint8Array,
  json: Json = {},
): Promise<{ rows: unknown[]; bad: BadRecord[]; messages: string[] }> {
  const bad: BadRecord[] = [];
  const { rows } = await readJson(content, { ...json, onBadRecord: (record) => void bad.push(record) });
  const messages = bad.map(({ message }) => message.replace(/"[^"]*lines\.jsonl"/, '"lines.jsonl"'));
  return { rows, bad, messages };
}
