import { expect, test } from "vitest";
import { DiskValues } from "../../../../core/state/disk/disk-values.ts";
import { memoryFolder } from "../../../../core/testing/memory-folder.ts";
import { stillHost } from "../still-host.ts";

const memoryBytes = 2 ** 18;
const plain = {
  form: "plain",
  encode: (value: number[]): unknown => value,
  decode: (stored: unknown) => stored as number[],
};

function opened(): {
  values: DiskValues<number[]>;
  host: ReturnType<typeof stillHost>;
  folder: ReturnType<typeof memoryFolder>;
} {
  const folder = memoryFolder();
  const host = { ...stillHost(), disk: { folder: folder.folder, memoryBytes } };
  return { values: new DiskValues(plain, host), host, folder };
}

/** Appends a round's number to the list of each key, in place, a batch at a time; gives the most keys at hand between two. */
function append(values: DiskValues<number[]>, keys: readonly number[], round: number): number {
  let most = 0;
  for (let from = 0; from < keys.length; from += 256) {
    const batch = Float64Array.from(keys.slice(from, from + 256));
    values.readAhead(batch, undefined, batch.length);
    most = Math.max(most, atHand(values));
    for (const key of batch) {
      const list = values.get(key) ?? [];
      list.push(round);
      if (list.length === 1) values.set(key, list);
    }
  }
  return most;
}

function atHand(values: DiskValues<number[]>): number {
  let count = 0;
  values.eachKey(() => count++);
  return count;
}

test("values many times as large as their memory are changed in place, and few of them are at hand", () => {
  const { values, folder } = opened();
  const keys = Array.from({ length: 5000 }, (_, key) => key);
  const most = [1, 2, 3].map((round) => append(values, keys, round));
  expect([Math.max(...most) < 1200, folder.reads > 10, values.footprint().entries]).toEqual([true, true, 5000]);
  expect([...values.keys()].map((key) => values.get(key)!.join())).toEqual(keys.map(() => "1,2,3"));
});

test("keys that stand for others keep their numbers as long as they have a value, wherever that is", () => {
  const { values, host } = opened();
  const texts = Array.from({ length: 3000 }, (_, at) => `key ${at}`);
  append(
    values,
    texts.map((text) => host.keys.numberOf(text)),
    1,
  );
  values.delete(host.keys.numberOf("key 7"));
  // Another batch, so that the last ones are put away.
  append(
    values,
    Array.from({ length: 2000 }, (_, key) => key),
    1,
  );
  const named = new Set<unknown>();
  values.eachKey((number) => named.add(host.keys.keyOf(number)));
  expect([texts.filter((text) => named.has(text)).length, named.has("key 7")]).toEqual([2999, false]);
});

test("what was deleted is gone from the files, and keys in several namespaces come back from them", () => {
  const { values } = opened();
  const numbers = Array.from({ length: 2000 }, (_, key) => key);
  append(values, numbers, 1);
  values.set(5, [50], -10);
  values.delete(6);
  const restored = opened().values;
  restored.restoreSegments(values.segments());
  const spaces = [...restored.namespacesOf(5)].sort((a, b) => a - b);
  expect([restored.get(5), restored.get(5, -10), spaces, restored.get(6)]).toEqual([[1], [50], [-10, 0], undefined]);
  expect([...restored.keys()].length).toBe(1999);
});
