/** Where the parts of records lie in one stretch of bytes: what a partition gave, record by record. */
export interface RecordTable {
  readonly bytes: Uint8Array;
  rows: number;
  /** [rows] each; a length of −1 is a part that is not there. */
  readonly offsets: Float64Array;
  /** ms since the epoch. */
  readonly times: Float64Array;
  readonly keyStarts: Int32Array;
  readonly keyLengths: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueLengths: Int32Array;
  /** Where the count of headers is. */
  readonly headerStarts: Int32Array;
}

/** What all records of a batch share. */
export interface BatchHead {
  /** Where its first record begins in the bytes. */
  readonly start: number;
  readonly records: number;
  readonly baseOffset: number;
  readonly baseTime: number;
  /** The time of all of them, where the broker set it; −1 where each has its own. */
  readonly appendTime: number;
}

/**
 * Adds the records of a batch with an offset in [from, to) to the table.
 *
 * ```
 * record  => length attributes timestampDelta offsetDelta key value headers
 *   length, offsetDelta => VARINT     attributes => INT8     timestampDelta => VARLONG
 *   key, value => length (VARINT, −1 for none) bytes         headers => count (VARINT) [key value]
 * ```
 *
 * @see Kafka's documentation, "Message Format": record batch, version 2.
 */
export function readRecords(table: RecordTable, head: BatchHead, from: number, to: number): void {
  const { bytes, offsets, times, keyStarts, keyLengths, valueStarts, valueLengths, headerStarts } = table;
  const { records, baseOffset, baseTime, appendTime } = head;
  let at = head.start;
  let row = table.rows;
  for (let record = 0; record < records; record++) {
    let value = 0;
    let shift = 0;
    let byte = 0;
    do {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    const end = at + ((value >>> 1) ^ -(value & 1));
    at++; // attributes: none so far
    // Deltas of more than 28 bits are longer than 24 days: then by arithmetic of doubles.
    let scale = 1;
    let delta = 0;
    do {
      byte = bytes[at++]!;
      delta += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    const timeDelta = delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2;
    value = 0;
    shift = 0;
    do {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    const offset = baseOffset + ((value >>> 1) ^ -(value & 1));
    value = 0;
    shift = 0;
    do {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    const keyLength = (value >>> 1) ^ -(value & 1);
    const keyStart = at;
    if (keyLength > 0) at += keyLength;
    value = 0;
    shift = 0;
    do {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    const valueLength = (value >>> 1) ^ -(value & 1);
    if (offset >= from && offset < to) {
      offsets[row] = offset;
      times[row] = appendTime >= 0 ? appendTime : baseTime + timeDelta;
      keyStarts[row] = keyStart;
      keyLengths[row] = keyLength;
      valueStarts[row] = at;
      valueLengths[row] = valueLength;
      headerStarts[row] = valueLength > 0 ? at + valueLength : at;
      row++;
    }
    at = end;
  }
  table.rows = row;
}
