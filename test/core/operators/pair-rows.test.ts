import fc from "fast-check";
import { expect, test } from "vitest";
import { pairRows } from "../../../core/operators/kernels/pair-rows.ts";
import { KeyChains } from "../../../core/operators/key-chains.ts";

const nullEntry = 3;
const nullKey = 1e9;

test("rows that come are pairs with all of the other side's, in the order they came, as far as there is room", () => {
  const entry = fc.nat(nullEntry);
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), fc.array(entry, { maxLength: 12 }), (given, coming) => {
      const [own, other] = [new KeyChains(), new KeyChains()];
      given.forEach((each, place) => other.append(each, place));
      const keys = Float64Array.from(coming, (each) => (each === nullEntry ? nullKey : each));
      const rows = Int32Array.from(coming.keys());
      const [ownPlaces, otherPlaces] = [new Int32Array(12), new Int32Array(12)];
      const pairs: [number, number][] = [];
      for (let k = 0; k < coming.length; ) {
        const count = new Int32Array(1);
        const { heads, tails, counts, next } = own;
        const before = k;
        k = pairRows(
          k,
          coming.length,
          Int32Array.from(coming),
          rows.map((row) => row + 5),
          rows,
          keys,
          nullKey,
          heads,
          tails,
          counts,
          next,
          other.heads,
          other.counts,
          other.next,
          ownPlaces,
          otherPlaces,
          count,
        );
        expect(k).toBeGreaterThan(before);
        for (let at = 0; at < count[0]!; at++) pairs.push([ownPlaces[at]!, otherPlaces[at]!]);
      }
      expect(pairs).toEqual(
        coming.flatMap((each, k) =>
          given.flatMap((partner, place) => (partner === each && each !== nullEntry ? [[k + 5, place]] : [])),
        ),
      );
      for (let each = 0; each <= nullEntry; each++) {
        const chain: number[] = [];
        for (let place = own.heads[each]!; place >= 0; place = own.next[place]!) chain.push(place - 5);
        expect(chain).toEqual([...coming.keys()].filter((k) => coming[k] === each));
        expect(own.counts[each]).toBe(chain.length);
      }
    }),
  );
});
