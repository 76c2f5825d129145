import { any, type Batch, type DataType, type Schema, typeText, valueAt } from "../../core/io/mod.ts";
import { systemRandom } from "../../core/platform/mod.ts";
import { halfCharacter, hasHalf, Outgrown, type SettledEncoder } from "../files/mod.ts";
import { type Codec, codecs } from "./codec.ts";
import { blockBytes, headerBytes } from "./container.ts";
import { quote } from "./errors.ts";
import { Misfit, ValueOutput } from "./value-output.ts";
import { writtenRecord } from "./written-type.ts";

/**
 * Rows as blocks of a container file: a batch is a block.
 *
 * @param declared The types that the rows have; those of the file may be narrower where values were seen.
 */
export function avroEncoder(schema: Schema, declared: Schema, path: string, codec: Codec): SettledEncoder {
  mustBeNamed(schema, path);
  const record = writtenRecord(schema.fields, "Row", uniqueNames());
  const sync = Uint8Array.from({ length: 16 }, () => Math.floor(systemRandom.next() * 256));
  const out = new ValueOutput();
  let rowsBefore = 0;
  const misfit = (column: number, { value }: Misfit, at: number): Error => {
    const { name, type } = schema.fields[column]!;
    const place = ` in row ${(rowsBefore + at + 1).toLocaleString("en-US")}`;
    if (hasHalf(value)) return halfCharacter(`column ${quote(name)}${place} to ${quote(path)}`, value);
    const known = declared.fields[declared.index.get(name) ?? -1]?.type ?? any;
    return known.kind === "any" && type.kind !== "any" ? new Outgrown(name) : refused(name, type, value, path, place);
  };
  const encode = ({ columns, schema: given, selection, rowCount }: Batch): Uint8Array => {
    const own = schema.fields.map(({ name }) => columns[given.index.get(name) ?? -1]);
    const count = selection?.length ?? rowCount;
    for (let at = 0; at < count; at++) {
      const row = selection?.[at] ?? at;
      for (let column = 0; column < own.length; column++) {
        const value = own[column] === undefined ? null : valueAt(own[column]!, row);
        out.byte(value === null || value === undefined ? 0 : 2);
        if (value === null || value === undefined) continue;
        try {
          record.columns[column]!.write(value, out);
        } catch (cause) {
          out.take();
          throw cause instanceof Misfit ? misfit(column, cause, at) : cause;
        }
      }
    }
    const bytes = out.take();
    rowsBefore += count;
    return count === 0 ? new Uint8Array(0) : blockBytes(count, codecs[codec].pack(bytes), sync);
  };
  const header = headerBytes(JSON.stringify(record.schema), codec, sync);
  return { header, schema, encode, finish: () => new Uint8Array(0) };
}

function refused(name: string, type: DataType, value: unknown, path: string, place: string): TypeError {
  const got = typeof value === "string" ? quote(value) : typeof value === "object" ? "an object" : String(value);
  const as =
    type.kind === "any"
      ? "its values must be numbers, texts, booleans, bytes, or lists and plain objects of these, four deep"
      : `its values must be ${typeText(type)}`;
  return new TypeError(
    `Cannot write column ${quote(name)} to ${quote(path)} as ${as}: got ${got}${place}; map it before`,
  );
}

function mustBeNamed({ fields }: Schema, path: string): void {
  const wrong = fields.find(({ name }) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong === undefined) return;
  throw new TypeError(
    `Cannot write to ${quote(path)} as columns in Avro are named by letters, digits and "_": got ${quote(wrong.name)}; map the rows to such columns before`,
  );
}

export function uniqueNames(): (near: string) => string {
  const taken = new Set<string>();
  return (near) => {
    const plain = near.replace(/\W/g, "_");
    let name = plain;
    for (let next = 2; taken.has(name); next++) name = `${plain}${next}`;
    taken.add(name);
    return name;
  };
}
