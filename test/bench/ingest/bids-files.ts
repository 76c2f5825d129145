import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../../core/platform/mod.ts";

export interface BidFiles {
  readonly csv: string;
  readonly jsonLines: string;
  readonly csvBytes: number;
  readonly jsonBytes: number;
}

export const bidColumns: readonly string[] = ["auction", "bidder", "price", "channel", "url", "dateTime", "extra"];

/** When the first bid is; each is a millisecond after the one before. */
export const firstBidMs = 1_700_000_000_000;

const letters = "abcdefghijklmnopqrstuvwxyz_0123456789";
const blockRows = 10_000;

/** Bids like Nexmark's in both formats, about 240 bytes a row in each. Removed when the process ends. */
export function writeBids(rows: number): BidFiles {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ingest-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const files = { csv: join(folder, "bids.csv"), jsonLines: join(folder, "bids.jsonl") };
  const bid = bidMaker();
  let [csvBytes, jsonBytes] = [0, 0];
  writeFileSync(files.csv, `${bidColumns.join(",")}\n`);
  for (let from = 0; from < rows; from += blockRows) {
    const block = Array.from({ length: Math.min(blockRows, rows - from) }, (_, at) => bid(from + at));
    // Keys take a quarter of a line of JSON: the text of CSV is longer instead.
    const csv = block.map((one) => `${Object.values(one).join(",")}${one.extra.slice(0, 54)}\n`).join("");
    const json = block.map((one) => `${JSON.stringify(one)}\n`).join("");
    appendFileSync(files.csv, csv);
    appendFileSync(files.jsonLines, json);
    csvBytes += csv.length;
    jsonBytes += json.length;
  }
  return { ...files, csvBytes, jsonBytes };
}

function bidMaker(): (at: number) => Readonly<Record<string, unknown>> & { readonly extra: string } {
  const random = seededRandom(7);
  const below = (most: number): number => Math.floor(random.next() * most);
  const word = (length: number): string => Array.from({ length }, () => letters[below(letters.length)]!).join("");
  const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const channels = ["Google", "Facebook", "Baidu", "Apple", ...Array.from({ length: 20 }, (_, at) => `channel-${at}`)];
  const urls = Array.from({ length: 2000 }, () => `https://www.nexmark.com/${word(5)}/${word(4)}/item.htm?query=1`);
  const extras = Array.from({ length: 200 }, () => word(60 + below(25)));
  return (at) => ({
    auction: 1000 + below(100_000),
    bidder: 1000 + below(30_000),
    price: below(100_000_000),
    channel: oneOf(channels),
    url: oneOf(urls),
    dateTime: firstBidMs + at,
    extra: oneOf(extras),
  });
}
