import { plainCopy } from "../../data/plain-copy.ts";
import { diskLists } from "../disk/disk-lists.ts";
import { readingSegments } from "../disk/restore-log.ts";
import type { Footprint, StateHost, StateSnapshot } from "../state.ts";
import { valuesFootprint } from "../value-footprint.ts";
import { askedBy } from "./asked.ts";
import { keyAt, type StateCursor } from "./cursor.ts";
import { type Expiring, type Expiry, ExpiryQueue, isExpired, later, timeAt } from "./expiry.ts";
import { KeyedItems } from "./keyed-items.ts";
import { type ListHandle, listHandle, noItem } from "./list-handle.ts";
import { groupsWriter, livesAt, readGroups, readItems, writeItems } from "./stored.ts";
import type { UserState, UserStore } from "./user-state.ts";

/** Each item has a time to live of its own. */
export function userList<Item>(expiry: Expiry | undefined): UserState<ListHandle<Item>> {
  return {
    kind: "list",
    expires: expiry?.time,
    declare: (name) => ({
      name,
      scope: "keyed",
      form: "list",
      onDisk: true,
      asked: askedBy((handle) => handle.get()),
      create: (host) => {
        const onDisk = (at: StateHost, until: Expiry | undefined) => diskLists<Item>(name, until, at);
        return host.disk === undefined
          ? readingSegments(new Lists<Item>(name, expiry, host), host, onDisk)
          : onDisk(host, expiry);
      },
    }),
  };
}

/** The items of a key. `Expiring.timeMs` is the earliest of `times`, which is empty where nothing expires. */
interface Items extends Expiring {
  readonly key: number;
  items: unknown[];
  times: number[];
}

class Lists<Item> implements UserStore<ListHandle<Item>> {
  readonly #name: string;
  readonly #where: string;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #lists = new KeyedItems<Items>();
  readonly #queue: ExpiryQueue<Items> | undefined;

  constructor(name: string, expiry: Expiry | undefined, host: StateHost) {
    this.#name = name;
    this.#where = `state ${JSON.stringify(name)}`;
    this.#expiry = expiry;
    this.#host = host;
    this.#queue = expiry && new ExpiryQueue(expiry);
  }

  handle(cursor: StateCursor): ListHandle<Item> {
    return listHandle<Item>({
      get: () => this.#read(cursor).map((item) => plainCopy(item, this.#where) as Item),
      size: () => this.#read(cursor).length,
      add: (item) => this.#add(cursor, item),
      clear: () => this.#clear(cursor),
    });
  }

  keys(): Float64Array {
    return this.#lists.keys;
  }

  has(cursor: StateCursor): boolean {
    const list = this.#lists.get(keyAt(cursor, this.#name));
    const expiry = this.#expiry;
    if (list === undefined || expiry === undefined) return list !== undefined;
    return list.times.some((timeMs) => !isExpired(timeMs, expiry, timeAt(cursor, expiry)));
  }

  cleanUp(nowMs: number, budget: number): number {
    const left = this.#queue?.visit(nowMs, budget, (list) => {
      const looked = list.items.length;
      this.#prune(list, nowMs, undefined);
      list.times.forEach((timeMs, at) => {
        if (Number.isNaN(timeMs)) list.times[at] = nowMs;
      });
      if (list.items.length > 0) this.#wait(list);
      return looked;
    });
    return left ?? budget;
  }

  get nextCleanUpMs(): number {
    return this.#queue?.nextMs ?? Number.POSITIVE_INFINITY;
  }

  snapshot(): StateSnapshot {
    const groups = groupsWriter(this.#host, this.#expiry);
    const lives = livesAt(this.#expiry, this.#host);
    for (const list of this.#lists.values()) writeItems(groups, list.key, list, lives);
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    readGroups(parts, this.#host, this.#expiry, (key, reader, time) => {
      const list: Items = { key, items: [], times: [], timeMs: Number.NaN, bucket: Number.NaN };
      readItems(reader, time, (item, timeMs) => {
        list.items.push(item);
        if (this.#expiry !== undefined) list.times.push(timeMs);
      });
      if (list.items.length > 0) this.#put(list);
    });
  }

  footprint(): Footprint {
    const { entries, bytes } = valuesFootprint(itemsOf(this.#lists.values()), this.#lists.size);
    return { entries, bytes: bytes + this.#lists.tableBytes };
  }

  eachKey(visit: (key: number) => void): void {
    for (const { key } of this.#lists.values()) visit(key);
  }

  /** The items that are to be seen; not to be changed. */
  #read(cursor: StateCursor): readonly unknown[] {
    const list = this.#lists.get(keyAt(cursor, this.#name));
    const expiry = this.#expiry;
    if (list === undefined) return [];
    if (expiry === undefined) return list.items;
    const nowMs = timeAt(cursor, expiry);
    if (expiry.visibility === "neverReturnExpired") this.#prune(list, nowMs, cursor);
    if (expiry.updates === "onReadAndWrite") {
      const before = list.times;
      list.times = before.map((timeMs) => (isExpired(timeMs, expiry, nowMs) ? timeMs : later(timeMs, nowMs)));
      cursor.undo?.push(() => {
        list.times = before;
      });
    }
    return list.items;
  }

  #add(cursor: StateCursor, item: Item): void {
    const key = keyAt(cursor, this.#name);
    if (item === undefined) throw noItem(this.#name);
    const kept = plainCopy(item, this.#where);
    const expiry = this.#expiry;
    const nowMs = expiry === undefined ? Number.NaN : timeAt(cursor, expiry);
    const known = this.#lists.get(key);
    const list = known ?? { key, items: [], times: [], timeMs: Number.NaN, bucket: Number.NaN };
    list.items.push(kept);
    if (expiry !== undefined) list.times.push(nowMs);
    if (known === undefined) this.#put(list);
    cursor.undo?.push(() => {
      list.items.pop();
      list.times.pop();
      if (list.items.length === 0) this.#remove(list);
    });
  }

  #clear(cursor: StateCursor): void {
    const list = this.#lists.get(keyAt(cursor, this.#name));
    if (list === undefined) return;
    this.#remove(list);
    cursor.undo?.push(() => this.#put(list));
  }

  #prune(list: Items, nowMs: number, cursor: StateCursor | undefined): void {
    const expiry = this.#expiry!;
    if (!list.times.some((timeMs) => isExpired(timeMs, expiry, nowMs))) return;
    const before = { items: list.items, times: list.times };
    cursor?.undo?.push(() => {
      const isGone = list.items.length === 0;
      Object.assign(list, before);
      if (isGone) this.#put(list);
    });
    list.items = list.items.filter((_, at) => !isExpired(list.times[at]!, expiry, nowMs));
    list.times = list.times.filter((timeMs) => !isExpired(timeMs, expiry, nowMs));
    if (list.items.length === 0) this.#remove(list);
  }

  #put(list: Items): void {
    this.#lists.set(list.key, list);
    this.#wait(list);
  }

  #wait(list: Items): void {
    if (this.#queue === undefined) return;
    list.timeMs = list.times.reduce((least, timeMs) => Math.min(least, timeMs), Number.POSITIVE_INFINITY);
    this.#queue.push(list);
  }

  #remove(list: Items): void {
    this.#lists.delete(list.key);
    this.#queue?.forget(list);
  }
}

function* itemsOf(lists: Iterable<Items>): Iterable<unknown> {
  for (const { items } of lists) yield items;
}
