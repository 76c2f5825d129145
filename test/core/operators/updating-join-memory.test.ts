import { expect, test, vi } from "vitest";
import type { KeyedTable } from "../../../core/state/keyed-table.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { insert, remove } from "../../../core/testing/mod.ts";
import { operatorHost } from "../../../core/testing/operator-host.ts";

const tables = vi.hoisted((): KeyedTable[] => []);

vi.mock(import("../../../core/state/keyed-table.ts"), async (original) => {
  const module = await original();
  return {
    ...module,
    keyedTable: (foldings) => {
      const table = module.keyedTable(foldings);
      tables.push(table);
      return table;
    },
  };
});

const { updatingJoin } = await import("../../../core/operators/updating-join.ts");

test("a key is forgotten with its last row on either side", () => {
  const byId = { columns: ["id"], names: ["id"] };
  tables.length = 0;
  const failures: string[] = [];
  const host = operatorHost(
    {
      operator: updatingJoin({ how: "full", keys: [byId, byId], shared: ["id"], changes: [true, true] }),
      outputs: () => [
        {
          emit: () => undefined,
          watermark: () => undefined,
          status: () => undefined,
          barrier: () => undefined,
          end: () => undefined,
          needed: true,
        },
      ],
      exchange: [({ id }: { id: number }) => id, ({ id }: { id: number }) => id],
      memoryBytes: Number.POSITIVE_INFINITY,
      onFailure: (message) => void failures.push(message),
      count: () => undefined,
    },
    1,
  );
  const sizes = (): number => tables.reduce((sum, { size }) => sum + size, 0);
  const ids = Array.from({ length: 100 }, (_, id) => id);
  const send = (input: 0 | 1, change: typeof insert | typeof remove, of: readonly number[]): void =>
    host.batch(
      batchOf(
        of.map((id) => change({ id })),
        { layout: "columns" },
      ),
      input,
    );
  send(0, insert, ids);
  send(1, insert, ids.slice(50));
  send(0, remove, ids);
  expect(sizes()).toBe(50);
  send(1, remove, ids.slice(60));
  expect(sizes()).toBe(10);
  send(1, remove, ids.slice(50, 60));
  expect(sizes()).toBe(0);
  expect(failures).toEqual([]);
  send(0, remove, [7]);
  expect([failures.length, sizes()]).toEqual([1, 0]);
  host.close();
});
