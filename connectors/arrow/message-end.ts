import type { FlatTable } from "./flat-table.ts";

/**
 * Where all that a message says ends within its bytes, but for padding; infinite where it has what is not known here.
 *
 * @see https://github.com/apache/arrow/blob/main/format/Message.fbs
 */
export function messageEnd(message: FlatTable): number {
  const content = message.table(2)!;
  const contentEnd = ends[message.int8(1)]?.(content) ?? Number.POSITIVE_INFINITY;
  return Math.max(message.end(5), contentEnd, notesEnd(message, 4));
}

const ends: readonly (((content: FlatTable) => number) | undefined)[] = [
  undefined,
  (schema) => Math.max(schema.end(4), listEnd(schema, 1, fieldEnd), notesEnd(schema, 2), schema.vectorEnd(3, 8)),
  (dictionary) => Math.max(dictionary.end(3), tableEnd(dictionary.table(1), batchEnd)),
  batchEnd,
];

function batchEnd(batch: FlatTable): number {
  const vectors = Math.max(batch.vectorEnd(1, 16), batch.vectorEnd(2, 16), batch.vectorEnd(4, 8));
  return Math.max(
    batch.end(5),
    vectors,
    tableEnd(batch.table(3), (packed) => packed.end(2)),
  );
}

function fieldEnd(field: FlatTable): number {
  const typeNumber = field.int8(2);
  const type = tableEnd(field.table(3), (of) => Math.max(of.end(3), typeVectorEnd(typeNumber, of)));
  const coded = tableEnd(field.table(4), (of) =>
    Math.max(
      of.end(4),
      tableEnd(of.table(1), (int) => int.end(2)),
    ),
  );
  return Math.max(field.end(7), field.vectorEnd(0, 1), type, coded, listEnd(field, 5, fieldEnd), notesEnd(field, 6));
}

/** The zone of a timestamp, the ids of a union; other types hold numbers only. */
function typeVectorEnd(typeNumber: number, type: FlatTable): number {
  if (typeNumber === 10) return type.vectorEnd(1, 1);
  return typeNumber === 14 ? type.vectorEnd(1, 4) : 0;
}

function notesEnd(table: FlatTable, field: number): number {
  return listEnd(table, field, (note) => Math.max(note.end(2), note.vectorEnd(0, 1), note.vectorEnd(1, 1)));
}

function listEnd(table: FlatTable, field: number, itemEnd: (item: FlatTable) => number): number {
  return table.tables(field).reduce((end, item) => Math.max(end, itemEnd(item)), table.vectorEnd(field, 4));
}

function tableEnd(table: FlatTable | undefined, end: (table: FlatTable) => number): number {
  return table === undefined ? 0 : end(table);
}
