import { type DataType, type Field, float64, list } from "../../../core/io/mod.ts";
import type { SchemaElement } from "../format/metadata.ts";
import type { LeafValues } from "./chunk.ts";
import { Unwritable } from "./dense.ts";
import { columnName, elementOf, leafFormat } from "./leaf.ts";

/**
 * Takes nested values apart into leaves with levels.
 * @see Melnik et al., “Dremel: Interactive Analysis of Web-Scale Datasets”, VLDB 2010, §4.2.
 */
export interface Shredder {
  /** @param definition Level that the nodes above have reached. */
  write(value: unknown, repetition: number, definition: number): void;
  leaves(): readonly LeafValues[];
}

/** The schema nodes of a column, every one of them optional; lists in the three levels of the standard. */
export function nestedElements(name: string, type: DataType): readonly SchemaElement[] {
  if (type.kind === "struct") {
    const children = type.fields.flatMap((field) => nestedElements(field.name, field.type));
    return [group(name, type.fields.length), ...children];
  }
  if (type.kind === "vector") return nestedElements(name, list("float64"));
  if (type.kind === "list") {
    const repeated: SchemaElement = { ...group("list", 1), repetition: "repeated" };
    return [{ ...group(name, 1), logical: { kind: "list" } }, repeated, ...nestedElements("element", type.item)];
  }
  return [elementOf(name, leafFormat(type))];
}

function group(name: string, childCount: number): SchemaElement {
  return {
    name: columnName(name),
    physical: undefined,
    typeLength: 0,
    repetition: "optional",
    childCount,
    logical: undefined,
  };
}

export function shredderOf(name: string, type: DataType): Shredder {
  return shredder([name], type, 0, 0);
}

/** @param depth How many of the nodes above can be absent, lists counting twice. @param lists How many are lists. */
function shredder(path: readonly string[], type: DataType, depth: number, lists: number): Shredder {
  if (type.kind === "vector") return listShredder(path, float64, depth, lists);
  if (type.kind === "list") return listShredder(path, type.item, depth, lists);
  if (type.kind === "struct") return structShredder(path, type.fields, depth, lists);
  return leafShredder(path, type, depth + 1, lists);
}

function structShredder(path: readonly string[], fields: readonly Field[], depth: number, lists: number): Shredder {
  const children = fields.map(({ name, type }) => [name, shredder([...path, name], type, depth + 1, lists)] as const);
  const known = new Set(fields.map(({ name }) => name));
  return {
    write: (value, repetition, definition) => {
      if (value != null && (typeof value !== "object" || Object.keys(value).some((name) => !known.has(name)))) {
        throw new Unwritable(value);
      }
      for (const [name, child] of children) {
        if (value == null) child.write(null, repetition, definition);
        else child.write((value as Readonly<Record<string, unknown>>)[name], repetition, definition + 1);
      }
    },
    leaves: () => children.flatMap(([, child]) => child.leaves()),
  };
}

function listShredder(path: readonly string[], item: DataType, depth: number, lists: number): Shredder {
  const items = shredder([...path, "list", "element"], item, depth + 2, lists + 1);
  return {
    write: (value, repetition, definition) => {
      if (value == null) return items.write(null, repetition, definition);
      if (!Array.isArray(value) && !ArrayBuffer.isView(value)) throw new Unwritable(value);
      const list = value as readonly unknown[];
      if (list.length === 0) return items.write(null, repetition, definition + 1);
      for (let at = 0; at < list.length; at++) items.write(list[at], at === 0 ? repetition : lists + 1, definition + 2);
    },
    leaves: items.leaves,
  };
}

function leafShredder(path: readonly string[], type: DataType, deepest: number, lists: number): Shredder {
  const format = leafFormat(type);
  const values: unknown[] = [];
  const definitions: number[] = [];
  const repetitions: number[] = [];
  return {
    write: (value, repetition, definition) => {
      definitions.push(value == null ? definition : deepest);
      repetitions.push(repetition);
      if (value != null) values.push(value);
    },
    leaves: () => {
      const column = { type, validity: undefined, layout: "values", values } as const;
      return [
        {
          path,
          physical: format.physical,
          dense: format.gather([{ column, rows: values.length }], values.length),
          levels: {
            kind: "nested",
            definition: Int32Array.from(definitions),
            repetition: Int32Array.from(repetitions),
            largest: { definition: deepest, repetition: lists },
          },
        },
      ];
    },
  };
}
