import { writePieces } from "../../core/mod.ts";
import { crc32 } from "./crc32.ts";
import { type LearnedValue, learnedName, type NumberArray } from "./learned.ts";
import { type NpyType, npyFile, npyTypes } from "./npy.ts";
import { descriptionOf, type SavedStage } from "./saved-stage.ts";

/** What stands in `metadata.json`. */
export interface Metadata {
  readonly format: "millrace-model";
  readonly formatVersion: 1;
  readonly stage: StageEntry;
  /** CRC-32 of the text of `stage`. */
  readonly crc32: string;
}

export interface StageEntry {
  readonly kind: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reads: readonly string[];
  readonly adds: readonly string[];
  /** The types of the columns that it learned from. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly learned: Readonly<Record<string, LearnedEntry>>;
  readonly stages?: readonly StageEntry[];
}

/** A learned value: as it is, or the file that it is in. */
export type LearnedEntry =
  | { readonly value: unknown }
  | { readonly type: NpyType; readonly length: number; readonly file: string; readonly crc32: string }
  | { readonly type: "texts"; readonly length: number; readonly file: string; readonly crc32: string };

export const metadataFile = "metadata.json";

/** The place of a file of a model. */
export function placeOf(folder: string, file: string): string {
  return `${folder.replace(/\/+$/, "")}/${file}`;
}

/**
 * Writes a stage. Files of arrays are named by what is in them and `metadata.json` comes last: a model that was in the folder
 * stays whole until then, and is the new one after.
 */
export async function saveStage(stage: { readonly kind: string }, folder: string): Promise<void> {
  if (typeof folder !== "string" || folder === "") {
    throw new TypeError(
      `Cannot save ${stage.kind} as it takes the path or URL of a folder: got ${folder === "" ? "an empty text" : typeof folder}; use for instance "models/late"`,
    );
  }
  const written = new Map<string, Uint8Array>();
  const entry = entryOf(descriptionOf(stage), written);
  for (const [file, bytes] of written) await writePieces(placeOf(folder, file), [bytes]);
  await writePieces(placeOf(folder, metadataFile), [new TextEncoder().encode(metadataText(entry))]);
}

export function metadataText(stage: StageEntry): string {
  const metadata: Metadata = { format: "millrace-model", formatVersion: 1, stage, crc32: crcOfStage(stage) };
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}

export function crcOfStage(stage: unknown): string {
  return crc32(new TextEncoder().encode(JSON.stringify(stage)));
}

function entryOf(stage: SavedStage, written: Map<string, Uint8Array>): StageEntry {
  const { kind, version, parameters, reads, adds, schema, learned, stages } = stage;
  const entries = Object.entries(learned)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, learnedEntry(name, value!, written)] as const);
  return {
    kind,
    version,
    parameters: Object.fromEntries(
      Object.entries(parameters)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, plain(value)]),
    ),
    reads,
    adds,
    schema,
    learned: Object.fromEntries(entries),
    ...(stages === undefined ? {} : { stages: stages.map((each) => entryOf(each, written)) }),
  };
}

/** JSON has no NaN and no infinities. */
function plain(value: unknown): unknown {
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { number: textOf(value) };
  return Array.isArray(value) ? value.map(plain) : value;
}

function textOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** What `plain` made of a value. */
export function unplain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unplain);
  if (typeof value === "object" && value !== null && "number" in value) return Number(value.number);
  return value;
}

function learnedEntry(name: string, value: LearnedValue, written: Map<string, Uint8Array>): LearnedEntry {
  if (typeof value === "number" || typeof value === "string") return { value: plain(value) };
  const type = learnedName(value) as NpyType | "texts";
  const bytes = Array.isArray(value)
    ? new TextEncoder().encode(JSON.stringify(value))
    : npyFile(type as NpyType, value as NumberArray);
  const crc = crc32(bytes);
  const file = `${name}-${crc}-${bytes.length}.${Object.hasOwn(npyTypes, type) ? "npy" : "json"}`;
  const before = written.get(file);
  if (before !== undefined && !before.every((byte, at) => bytes[at] === byte)) {
    throw new Error(`Cannot save ${name} as files of one name must be the same: got two that differ; please report it`);
  }
  written.set(file, bytes);
  return { type, length: value.length, file, crc32: crc };
}
