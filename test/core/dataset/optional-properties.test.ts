import { expect, test } from "vitest";
import { from, fromChangelog } from "../../../core/mod.ts";

interface Tick {
  readonly k: number;
  readonly id: number;
  readonly v?: number;
}

const live = <Row>(rows: readonly Row[]) => from(rows, { boundedness: "unbounded" });
const ticks: Tick[] = [
  { k: 1, id: 0 },
  { k: 1, id: 1, v: 2 },
];

test("an optional property that a whole batch lacks is absent in it, whatever the size of batches", async () => {
  for (const batchRows of [1, 2]) {
    const ranked = await from(ticks)
      .topK(1, (row) => row.v ?? 0, { rank: "place" })
      .collect({ batchRows });
    expect(ranked).toEqual([{ k: 1, id: 1, v: 2, place: 1 }]);
    const joined = live(ticks)
      .join(live([{ k: 1, z: 1 }]), { on: "k" })
      .filter((row) => row.v === undefined || row.v === null)
      .map((row) => row.id);
    const ids: number[] = [];
    await joined.forEach((id) => void ids.push(id), { batchRows });
    expect(ids).toEqual([0]);
    const sorted = await from(ticks)
      .join(from([{ k: 1, z: 1 }]), { on: "k" })
      .sort("v")
      .collect({ batchRows });
    expect(sorted.map(({ id }) => id)).toEqual([1, 0]);
  }
});

test("a delete of a row stays one where another row lacks a property", async () => {
  const people = live([
    { change: "insert", row: { id: 1, age: 7 } },
    { change: "insert", row: { id: 2 } },
    { change: "delete", row: { id: 2 } },
  ] as { change: "insert" | "delete"; row: { id: number; age?: number } }[]).apply(fromChangelog());
  for (const how of ["left", "full"] as const) {
    const left = new Map<string, number>();
    await live([{ id: 2, total: 4 }])
      .join(people, { on: "id", how })
      .changelog()
      .forEach(({ change, row }) => {
        const text = JSON.stringify({ ...row, age: row.age ?? null });
        left.set(text, (left.get(text) ?? 0) + (change === "insert" || change === "updateAfter" ? 1 : -1));
      });
    const rows = [...left].filter(([, times]) => times !== 0);
    const alone = how === "full" ? [[expect.stringContaining('"age":7'), 1]] : [];
    expect(rows).toEqual(expect.arrayContaining([['{"id":2,"total":4,"age":null}', 1], ...alone]));
    expect(rows).toHaveLength(how === "full" ? 2 : 1);
  }
});
