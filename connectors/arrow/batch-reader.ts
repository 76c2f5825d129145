import type { ByteRange, Column, Field } from "../../core/io/mod.ts";
import { absentColumn, badValueText, readJoined } from "../files/mod.ts";
import { type BodyPlace, bodyCursor, buffersRange, columnPlaces } from "./body.ts";
import { columnType, type Int64As } from "./column-type.ts";
import type { ArrowFile, Found } from "./container.ts";
import { decodeColumn } from "./decode.ts";
import { type Dictionaries, entriesOf, longerEntries } from "./dictionaries.ts";
import { damaged, unreadable } from "./errors.ts";
import { type BatchPlan, readBatchPlan } from "./message.ts";
import { type Spoilt, spoiltRows } from "./no-json.ts";
import type { ArrowField } from "./schema.ts";

/** The columns of a batch. */
export interface DecodedBatch {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Rows that cannot be given, in their order. */
  readonly spoilt: readonly Spoilt[];
}

/** Reads and decodes columns of a batch, and of its bytes only theirs. One that the file lacks is absent in all rows. */
export async function readBatch(
  file: ArrowFile,
  { block, message }: Found,
  fields: readonly Field[],
  dictionaries: Dictionaries,
  int64: Int64As,
): Promise<DecodedBatch> {
  const { plan, places } = planOf(file, { block, message });
  const positions = fields.map(({ name }) => file.fields.findIndex((field) => field.name === name));
  const body = block.at + block.headBytes;
  const ranges = positions.flatMap((at): ByteRange[] => {
    const range = at < 0 ? undefined : buffersRange(plan, places[at]!, places[at + 1]!);
    return range === undefined ? [] : [{ start: body + range.start, end: body + range.end }];
  });
  const read = await readJoined(file.files, file.path, ranges);
  const spoilt: Spoilt[] = [];
  const columns = fields.map(({ name, type }, at) => {
    const position = positions[at]!;
    if (position < 0) return absentColumn(type, plan.rows);
    try {
      const cursor = bodyCursor(plan, places[position]!, (start, size) => read(body + start, size));
      const onMisfit = (row: number, why: string, value: unknown): void =>
        void spoilt.push({ row, column: name, text: badValueText(value), why });
      const { column, rows } = decodeColumn(file.fields[position]!, type, { cursor, dictionaries, int64, onMisfit });
      if (rows !== plan.rows) throw new RangeError(`${rows} values of ${plan.rows} rows`);
      spoilt.push(...spoiltRows(file.fields[position]!, column, rows));
      return column;
    } catch (cause) {
      throw unreadable(file.path, block.at, name, cause);
    }
  });
  return { rows: plan.rows, columns, spoilt: spoilt.sort((a, b) => a.row - b.row) };
}

function planOf(file: ArrowFile, { block, message }: Found): { plan: BatchPlan; places: readonly BodyPlace[] } {
  try {
    const plan = readBatchPlan(message.content, message);
    return { plan, places: columnPlaces(file.fields, plan) };
  } catch (cause) {
    throw damaged(file.path, block.at, cause);
  }
}

/** Which dictionaries columns need, and of what their entries are: in those of others, too. */
export function neededDictionaries(fields: readonly ArrowField[]): ReadonlyMap<string, ArrowField> {
  return new Map(
    fields.flatMap((field): (readonly [string, ArrowField])[] => [
      ...(field.dictionary === undefined ? [] : [[field.dictionary.id, { ...field, dictionary: undefined }] as const]),
      ...neededDictionaries(field.children),
    ]),
  );
}

/** Reads the entries that a message brings, unless nobody needs them. */
export async function readDictionary(
  file: ArrowFile,
  { block, message }: Found,
  needed: ReadonlyMap<string, ArrowField>,
  dictionaries: Dictionaries,
  int64: Int64As,
): Promise<void> {
  let name = "";
  try {
    const id = message.content.id(0);
    const field = needed.get(id);
    if (field === undefined && !neededDictionaries(file.fields).has(id))
      throw new RangeError(`a dictionary ${id} of no column`);
    const content = message.content.table(1);
    if (field === undefined || content === undefined) return;
    name = field.name;
    const plan = readBatchPlan(content, message);
    const [from, to] = columnPlaces([field], plan) as readonly [BodyPlace, BodyPlace];
    const range = buffersRange(plan, from, to);
    const body = block.at + block.headBytes;
    const wanted = range === undefined ? [] : [{ start: body + range.start, end: body + range.end }];
    const read = await readJoined(file.files, file.path, wanted);
    const cursor = bodyCursor(plan, from, (start, size) => read(body + start, size));
    const { column, rows } = decodeColumn(field, columnType(field, int64), { cursor, dictionaries, int64 });
    const before = message.content.int8(2) !== 0 ? dictionaries.get(id) : undefined;
    const entries = entriesOf(column, rows);
    dictionaries.set(id, before === undefined ? entries : longerEntries(before, entries));
  } catch (cause) {
    throw name === "" ? damaged(file.path, block.at, cause) : unreadable(file.path, block.at, name, cause);
  }
}
