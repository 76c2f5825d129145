import { firstRemembered } from "../key-memory.ts";
import type { KeyedLog } from "./keyed-log.ts";
import { recordKind } from "./record.ts";

/** What a key at hand takes, beside what it has. */
const keyBytes = 64;

/** The keys of which all is in memory, and those of them whose records may say something else. */
export class KeysAtHand {
  /** To be written. */
  readonly changed: Set<number> = new Set();
  readonly #all = new Set<number>();
  readonly #records: KeyedLog;

  constructor(records: KeyedLog) {
    this.#records = records;
  }

  has(key: number): boolean {
    return this.#all.has(key);
  }

  get size(): number {
    return this.#all.size;
  }

  get bytes(): number {
    return keyBytes * this.#all.size;
  }

  /** Calls back with the keys of a batch that are not at hand yet and have a record, which is the one found last then. */
  bring(keys: Float64Array, selection: Int32Array | undefined, length: number, found: (key: number) => void): void {
    const { log, key } = this.#records;
    const wanted: number[] = [];
    for (let k = 0; k < length; k++) {
      const number = keys[selection === undefined ? k : selection[k]!]!;
      if (this.#all.has(number)) continue;
      this.#all.add(number);
      if (log.size === 0) continue;
      wanted.push(number);
      log.want(key.of(number));
    }
    if (wanted.length === 0) return;
    log.readAhead();
    for (const number of wanted) if (log.find(key.of(number))) found(number);
  }

  eachKey(visit: (key: number) => void): void {
    for (const key of this.#all) visit(key);
  }

  clear(): void {
    this.#all.clear();
  }
}

/** Keys that stand for others, and have something: whoever else knows them by their numbers needs these. */
export class NamedKeys {
  readonly #named = new Set<number>();

  note(key: number, has: boolean): void {
    if (key < firstRemembered) return;
    if (has) this.#named.add(key);
    else this.#named.delete(key);
  }

  /** Of all records. */
  noteAll(records: KeyedLog): void {
    for (const key of records.numbers(recordKind.first)) this.note(key, true);
  }

  eachKey(visit: (key: number) => void): void {
    for (const key of this.#named) visit(key);
  }
}
