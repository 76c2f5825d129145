import { countText } from "../../core/display/mod.ts";
import { type DataType, readPieces } from "../../core/mod.ts";
import { joined } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import { definitionOf } from "./definitions.ts";
import type { Learned, LearnedValue } from "./learned.ts";
import { crcOfStage, type LearnedEntry, metadataFile, placeOf, unplain } from "./model-files.ts";
import { arrayOfNpy, type NpyType, npyBytes, npyTypes } from "./npy.ts";
import type { Estimator, Transformer } from "./stage.ts";
import { kindNamed, type SavedValues, type StageKind } from "./stage-kind.ts";

const mostMetadataBytes = 2 ** 26;

/**
 * A model, or another transformer, that was saved. Nothing that is in its files is run: they hold names, numbers and texts.
 * `estimator.load(folder)` gives one whose rows the compiler knows.
 *
 * @throws Where the files are damaged, not there, of a newer version, or say what no stage would take.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { loadModel, standardScaler } from "millrace/ml";
 * const rows = from([{ features: [1, 2] }, { features: [3, 6] }]);
 * const model = await standardScaler().fit(rows);
 * await model.save("out/scaler");
 * const again = await loadModel("out/scaler");
 * console.log(again.kind, (await again.transform(rows).collect()).length); // standardScaler 2
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: nobody knows the columns of a file while compiling
export async function loadModel(folder: string): Promise<Transformer<object, Record<string, any>>> {
  return loaded(folder) as never;
}

/** A saved model of an estimator. */
export async function loadAs<Fitted>(
  like: Pick<Estimator<never, unknown>, "kind" | "parameters">,
  folder: string,
): Promise<Fitted> {
  const model = await loaded(folder);
  checkAlike(folder, like, model);
  return model as Fitted;
}

type AnyStage = Transformer<never, unknown>;

async function loaded(folder: string): Promise<AnyStage> {
  // So that all stages of this package are known by their names.
  await import("../mod.ts");
  const refused = (what: string, remedy = "save it again"): Error =>
    new Error(`Cannot load the model in ${JSON.stringify(folder)} as ${what}; ${remedy}`);
  const bytes = await fileOf(placeOf(folder, metadataFile), mostMetadataBytes, refused).catch((error: unknown) => {
    throw isAbsent(error) ? noModel(folder, error) : error;
  });
  const metadata = parsed(bytes, refused);
  if (metadata.format !== "millrace-model")
    throw refused(`${metadataFile} must say that it is one: got format ${shown(metadata.format)}`);
  if (metadata.formatVersion !== 1) {
    throw refused(
      `its format must be of version 1: got ${shown(metadata.formatVersion)}`,
      "load it with the version of millrace that saved it, or a newer one",
    );
  }
  if (metadata.crc32 !== crcOfStage(metadata.stage))
    throw refused(`${metadataFile} must be as it was written: its checksum differs`);
  return stageOf({ folder, refused }, metadata.stage, 0);
}

interface Loading {
  readonly folder: string;
  readonly refused: (what: string, remedy?: string) => Error;
}

const deepestPipeline = 32;

async function stageOf(loading: Loading, entry: unknown, depth: number): Promise<AnyStage> {
  const { refused } = loading;
  if (!isRecord(entry) || typeof entry.kind !== "string" || !isRecord(entry.parameters) || !isRecord(entry.learned)) {
    throw refused("each stage must have a kind, parameters and what was learned: got another value");
  }
  const kind = kindNamed(entry.kind);
  if (kind === undefined) {
    throw refused(
      `its stage must be one that is known: got ${shown(entry.kind)}`,
      "import the module of the stage before, or update millrace",
    );
  }
  if (kind.ofStages !== undefined) {
    if (!Array.isArray(entry.stages) || entry.stages.length === 0 || depth > deepestPipeline)
      throw refused(`${kind.name} must have stages: got none, or too deep a nest`);
    const stages: AnyStage[] = [];
    for (const each of entry.stages) stages.push(await stageOf(loading, each, depth + 1));
    const saved = await savedOf(loading, kind, entry as unknown as StageRecord);
    return taken(loading, () => kind.ofStages!(stages, saved));
  }
  return restored(loading, kind, entry as unknown as StageRecord);
}

interface StageRecord {
  readonly version?: unknown;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly learned: Readonly<Record<string, unknown>>;
  readonly schema?: unknown;
}

async function restored(loading: Loading, kind: StageKind, entry: StageRecord): Promise<AnyStage> {
  const saved = await savedOf(loading, kind, entry);
  if (kind.restore !== undefined) {
    return kind.restore(saved, schemaOf(loading, entry)).catch((cause: unknown) => {
      throw notTaken(loading, cause);
    });
  }
  return taken(loading, () => {
    const now = saved.version < kind.version && kind.upgrade !== undefined ? kind.upgrade(saved) : saved;
    const stage = kind.make(now.parameters as never);
    return definitionOf(stage)?.modelOf(now.learned, schemaOf(loading, entry)) ?? (stage as unknown as AnyStage);
  });
}

async function savedOf(loading: Loading, kind: StageKind, entry: StageRecord): Promise<SavedValues> {
  const { version } = entry;
  if (!Number.isSafeInteger(version) || (version as number) < 1 || (version as number) > kind.version) {
    throw loading.refused(
      `${kind.name} must be of version 1 to ${kind.version}: got ${shown(version)}`,
      "load it with the version of millrace that saved it, or a newer one",
    );
  }
  const learned: [string, LearnedValue][] = [];
  for (const [name, each] of Object.entries(entry.learned)) learned.push([name, await learnedOf(loading, name, each)]);
  return {
    version: version as number,
    parameters: Object.fromEntries(Object.entries(entry.parameters).map(([name, value]) => [name, unplain(value)])),
    learned: Object.fromEntries(learned) as Learned,
  };
}

/** What a stage makes of values, of which it refuses those that it does not take. */
function taken(loading: Loading, make: () => AnyStage): AnyStage {
  try {
    return make();
  } catch (cause) {
    throw notTaken(loading, cause);
  }
}

function notTaken({ refused }: Loading, cause: unknown): Error {
  return new Error(`${refused("what it says must be what its stage takes").message}: ${messageOf(cause)}`, { cause });
}

/** Only shown: what a model reads it checks by itself. */
function schemaOf({ refused }: Loading, { schema = {} }: StageRecord): Readonly<Record<string, DataType>> {
  if (isRecord(schema) && Object.values(schema).every((type) => isRecord(type) && typeof type.kind === "string"))
    return schema as Readonly<Record<string, DataType>>;
  throw refused("its schema must have a type for each column: got another value");
}

async function learnedOf(loading: Loading, name: string, entry: unknown): Promise<LearnedValue> {
  const { refused } = loading;
  if (!isRecord(entry)) throw refused(`what was learned as ${shown(name)} must be a value or a file: got another`);
  if ("value" in entry) {
    const value = unplain(entry.value);
    if (typeof value === "number" || typeof value === "string") return value;
    throw refused(`what was learned as ${shown(name)} must be a number or a text: got ${typeof value}`);
  }
  const { type, length, file, crc32: crc } = entry as Partial<Exclude<LearnedEntry, { value: unknown }>>;
  const isKnown = type === "texts" || (typeof type === "string" && Object.hasOwn(npyTypes, type));
  if (
    !isKnown ||
    !Number.isSafeInteger(length) ||
    length! < 0 ||
    typeof file !== "string" ||
    !/^[\w-]+\.(npy|json)$/.test(file)
  ) {
    throw refused(
      `what was learned as ${shown(name)} must be in a file of the folder: got ${shown(file)} of type ${shown(type)}`,
    );
  }
  const most = type === "texts" ? mostTextBytes : npyBytes(type as NpyType, length!);
  const bytes = await fileOf(placeOf(loading.folder, file), most, refused);
  if (crc32(bytes) !== crc) throw refused(`${file} must be as it was written: its checksum differs`);
  const value = type === "texts" ? textsOf(bytes) : arrayOfNpy(type as NpyType, length!, bytes);
  if (value?.length !== length)
    throw refused(`${file} must hold ${countText(length!, "value")} of type ${type}: got another`);
  return value as LearnedValue;
}

const mostTextBytes = 2 ** 30;

function textsOf(bytes: Uint8Array): readonly string[] | undefined {
  const value: unknown = jsonOf(bytes);
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
}

/** A file that has no more than so many bytes. */
function isAbsent(error: unknown): boolean {
  return (error as { readonly cause?: { readonly code?: string } }).cause?.code === "ENOENT";
}

function noModel(folder: string, cause: unknown): Error {
  return new Error(
    `Cannot load the model in ${JSON.stringify(folder)} as it must be a folder that save() of a model has written: got none with ${metadataFile}; check the path`,
    { cause },
  );
}

async function fileOf(place: string, most: number, refused: Loading["refused"]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readPieces(place)) {
    size += piece.length;
    if (size > most) throw refused(`${JSON.stringify(place)} must have ${most} bytes at most: got more`);
    pieces.push(piece);
  }
  return joined(pieces);
}

function parsed(bytes: Uint8Array, refused: Loading["refused"]): Readonly<Record<string, unknown>> {
  const value = jsonOf(bytes);
  if (isRecord(value)) return value;
  throw refused(`${metadataFile} must hold an object as JSON: got another text`);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What was saved is of the same kinds, and of the same columns. */
function checkAlike(folder: string, like: Like, model: Like): void {
  const differs = (what: string, wanted: unknown, got: unknown): TypeError =>
    new TypeError(
      `Cannot load the model in ${JSON.stringify(folder)} as ${what} must be as in the estimator that loads it: ` +
        `got ${shown(got)}, not ${shown(wanted)}; use loadModel(folder) for a model of any kind`,
    );
  if (like.kind !== model.kind) throw differs("its kind", like.kind, model.kind);
  const likes = stagesOf(like);
  const models = stagesOf(model);
  if (likes.length !== models.length) throw differs("how many stages it has", likes.length, models.length);
  for (const [at, one] of likes.entries()) checkAlike(folder, one, models[at]!);
  for (const [name, spec] of Object.entries(kindNamed(like.kind)?.parameters ?? {})) {
    const [wanted, got] = [like.parameters[name], model.parameters[name]];
    if (spec.names === "columns" && JSON.stringify(wanted) !== JSON.stringify(got))
      throw differs(`${name} of ${like.kind}`, wanted, got);
  }
}

type Like = Pick<Estimator<never, unknown>, "kind" | "parameters">;

function stagesOf(stage: Like): readonly Like[] {
  return (stage.parameters.stages ?? (stage as { readonly stages?: readonly Like[] }).stages ?? []) as readonly Like[];
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
