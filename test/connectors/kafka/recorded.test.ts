import { expect, test } from "vitest";
import type { RecordPlace } from "../../../connectors/kafka/recorded.ts";
import { recordedPlaces } from "../../../connectors/kafka/recorded.ts";
import { float64, makeBatch, rowSchema, type StoredRows, timestamp } from "../../../core/io/mod.ts";

const options = {
  brokers: "127.0.0.1:1",
  topic: "bids",
  columns: { p: "partition", o: "offset", at: "time" },
} as const;
const splits = [
  { id: "bids-0", topic: "bids", partition: 0, topicId: "now", begin: { offset: 0, topicId: "now" } },
  { id: "bids-1", topic: "bids", partition: 1, topicId: "now", begin: { offset: 0, topicId: "now" } },
];

async function* stored(offsets: readonly number[]): AsyncGenerator<StoredRows> {
  const column = (values: readonly number[]) =>
    ({ type: float64, layout: "float64", values: Float64Array.from(values), validity: undefined }) as const;
  const schema = rowSchema([
    { name: "p", type: float64 },
    { name: "o", type: float64 },
    { name: "at", type: timestamp },
  ] as never);
  const times = column(offsets.map((offset) => 1000 + offset));
  const batch = makeBatch(schema, offsets.length, [
    column(offsets.map(() => 0)),
    column(offsets),
    { ...times, type: timestamp },
  ]);
  yield { batch, split: "file" };
}

function behind(time: number | undefined, asked: RecordPlace[] = []) {
  const places = recordedPlaces(options, async (records) => {
    asked.push(...records);
    return records.map(() => time);
  });
  return places!.behind(splits, stored([3, 7, 5]));
}

test("a store is followed behind its furthest row, where the topic has that record with its time", async () => {
  const asked: RecordPlace[] = [];
  expect(await behind(1007, asked)).toEqual(
    new Map([
      ["bids-0", { position: { offset: 8, topicId: "now" }, last: "file" }],
      ["bids-1", { position: { offset: 0, topicId: "now" } }],
    ]),
  );
  expect(asked).toEqual([{ topic: "bids", partition: 0, topicId: "now", offset: 7, time: 1007 }]);
});

test("a topic whose record there is gone is followed, one that has another record there is refused", async () => {
  expect((await behind(undefined)).get("bids-0")).toMatchObject({ position: { offset: 8 } });
  await expect(behind(2007)).rejects.toThrow(
    "Cannot follow what is stored of topic bids as the topic must be the one that was stored: got a record of 1970-01-01T00:00:02.007Z at offset 7 of partition 0, " +
      "where the store has one of 1970-01-01T00:00:01.007Z; follow the topic that was stored (this one was made anew, or the column of the time holds another one), or another store",
  );
});
