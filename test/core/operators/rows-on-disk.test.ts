import { test } from "vitest";
import { updatingJoin } from "../../../core/operators/updating-join.ts";
import { insert, remove } from "../../../core/testing/mod.ts";
import { hows } from "./join-oracle.ts";
import { expectAlikeOnDisk, type Step } from "./much-on-disk.ts";

const byId = { columns: ["id"], names: ["id"] };
const idOf = ({ id }: { id: string }): string => id;

const row = (side: string, n: number) => ({
  id: `key ${(n * 7919) % 900}`,
  [side]: n,
  [`${side}Text`]: `${n} `.repeat(9),
});

/** 900 keys of some 200 bytes and more on either side, of which a tenth go again. */
function changes(): Step[] {
  return Array.from({ length: 20 }, (_, at): Step => {
    const input = (at % 2) as 0 | 1;
    const side = input === 0 ? "left" : "right";
    const coming = Array.from({ length: 100 }, (_, k) => insert(row(side, at * 100 + k)));
    const going = Array.from({ length: at < 2 ? 0 : 10 }, (_, k) => remove(row(side, (at - 2) * 100 + 10 * k)));
    return { input, rows: [...coming, ...going] };
  });
}

test.each(hows)("regular join, %s: rows many times as large as their memory are joined as in memory", (how) => {
  expectAlikeOnDisk(
    {
      operator: () => updatingJoin({ how, keys: [byId, byId], shared: ["id"], changes: [true, true] }),
      exchange: [idOf, idOf],
      steps: changes(),
    },
    100_000,
  );
});
