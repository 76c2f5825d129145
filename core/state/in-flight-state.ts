import { decodeValue, encodeValue } from "../data/codec.ts";
import { listBytes, type Recoverable, type StateDeclaration } from "./state.ts";
import { valuesFootprint } from "./value-footprint.ts";

/**
 * Items that an operator has been given and has not done with, in order of arrival: requests that are under way. They come
 * and go one by one. On rescaling they are dealt out among the subtasks, each to one.
 */
export interface InFlightState<Item> {
  /** Keeps an item; gives what it is forgotten by. */
  add(item: Item): number;
  forget(number: number): void;
  readonly size: number;
  /** What was in flight when the snapshot was taken, to start anew: it is in the state already. */
  readonly numbered: Iterable<readonly [number: number, item: Item]>;
}

/** Declares such items. They must be plain data. */
export function inFlightState<Item>(name: string): StateDeclaration<InFlightState<Item>> {
  return { name, scope: "operator", form: "in flight(plain)", create: memoryInFlight<Item> };
}

function memoryInFlight<Item>(): InFlightState<Item> & Recoverable {
  const items = new Map<number, Item>();
  let next = 0;
  return {
    add: (item) => {
      items.set(next, item);
      return next++;
    },
    forget: (number) => void items.delete(number),
    get size() {
      return items.size;
    },
    get numbered() {
      return [...items];
    },
    footprint: () => ({ ...valuesFootprint(items.values(), items.size), calls: items.size }),
    snapshot: () => ({ scope: "list", parts: Array.from(items.values(), encodeValue) }),
    restore: (parts) => {
      for (const bytes of listBytes(parts)) items.set(next++, decodeValue(bytes) as Item);
    },
  };
}
