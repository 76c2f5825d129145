import { decodeValue, encodeValue } from "../data/codec.ts";
import { checkStateName, listBytes, type Recoverable, type StateDeclaration } from "./state.ts";
import { valuesFootprint } from "./value-footprint.ts";

/**
 * Items that belong to no key and to no particular subtask, such as rows that wait: on rescaling they are dealt out
 * among the subtasks, each to one.
 */
export interface ListState<Item> {
  items: readonly Item[];
}

/** Declares such a list. Items must be plain data. */
export function listState<Item>(name: string): StateDeclaration<ListState<Item>> {
  checkStateName(name, "listState");
  return { name, scope: "operator", form: "list(plain)", create: memoryList<Item> };
}

function memoryList<Item>(): ListState<Item> & Recoverable {
  const state: ListState<Item> & Recoverable = {
    items: [],
    footprint: () => valuesFootprint(state.items, state.items.length),
    snapshot: () => ({ scope: "list", parts: state.items.map(encodeValue) }),
    restore: (parts) => {
      state.items = listBytes(parts).map((bytes) => decodeValue(bytes) as Item);
    },
  };
  return state;
}
