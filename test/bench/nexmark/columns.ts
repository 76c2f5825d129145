import type { Column } from "../../../core/data/column.ts";
import type { DataType } from "../../../core/data/data-type.ts";
import { int32, string, timestamp } from "../../../core/data/data-type.ts";
import { dictionaryOf } from "../../../core/data/dictionary.ts";
import type { Arrays } from "./arrays.ts";
import { cardText, emailText } from "./event.ts";
import * as auctions from "./kernels/auctions.ts";
import * as bids from "./kernels/bids.ts";
import * as persons from "./kernels/persons.ts";
import { fillViews } from "./kernels/views.ts";
import type { Fill, Fills, Kind, Span } from "./runs.ts";
import { fillRuns, kindsOf, typesOf, validityOf } from "./runs.ts";
import { channels, cities, personNames, poolBytes, states, urls } from "./text.ts";

/** What columns of one batch have in common, each made when first asked for. */
export interface Shared extends Span {
  readonly arrays: Arrays;
  readonly times: Float64Array;
  channelCodes?: Int32Array;
}

export interface ColumnMaker {
  readonly type: DataType;
  make(shared: Shared): Column;
}

/** Every column of the wide row, in its order. */
export const columnMakers: Readonly<Record<string, ColumnMaker>> = {
  type: {
    type: int32,
    make: (shared) => ({ layout: "int32", type: int32, values: typesOf(shared), validity: undefined }),
  },
  dateTime: {
    type: timestamp,
    make: ({ times }) => ({ layout: "float64", type: timestamp, values: times, validity: undefined }),
  },
  extra: views({
    persons: { j: 12, shortest: 108, spread: 54 },
    auctions: { j: 12, shortest: 320, spread: 160 },
    bids: { j: 8, shortest: 54, spread: 28 },
  }),

  auction: integers({ bids: bids.fillAuction }),
  bidder: integers({ bids: bids.fillBidder }),
  price: integers({ bids: bids.fillPrice }),
  channel: { type: string, make: (shared) => channelColumn(shared, channelNames) },
  url: { type: string, make: (shared) => channelColumn(shared, channelUrls) },

  id: integers({ persons: persons.fillPersonId, auctions: auctions.fillAuctionId }),
  itemName: views({ auctions: { j: 0, shortest: 3, spread: 17 } }),
  description: views({ auctions: { j: 2, shortest: 3, spread: 97 } }),
  initialBid: integers({ auctions: auctions.fillInitialBid }),
  reserve: integers({ auctions: auctions.fillReserve }),
  expires: { type: timestamp, make: expiresColumn },
  seller: integers({ auctions: auctions.fillSeller }),
  category: integers({ auctions: auctions.fillCategory }),

  name: words(personNames, persons.fillName),
  emailAddress: { type: string, make: (shared) => personTexts(shared, emailText) },
  creditCard: { type: string, make: (shared) => personTexts(shared, cardText) },
  city: words(cities, persons.fillCity),
  state: words(states, persons.fillState),
};

const channelNames = dictionaryOf(channels);
const channelUrls = dictionaryOf(urls);

function integers(fills: Fills<Int32Array>): ColumnMaker {
  const kinds = kindsOf(fills);
  return {
    type: int32,
    make: (shared) => ({
      layout: "int32",
      type: int32,
      values: fillRuns(shared, fills, shared.arrays.int32(fills, shared.count)),
      validity: validityOf(shared, kinds),
    }),
  };
}

/** Codes of words that are there already. */
function words(texts: readonly string[], fill: Fill<Int32Array>): ColumnMaker {
  const dictionary = dictionaryOf(texts);
  return {
    type: string,
    make: (shared) => ({
      layout: "dictionary",
      type: string,
      codes: fillRuns(shared, { persons: fill }, shared.arrays.int32(dictionary, shared.count)),
      dictionary,
      validity: validityOf(shared, ["persons"]),
    }),
  };
}

/** The channel and its URL have the same codes. */
function channelColumn(shared: Shared, dictionary: typeof channelNames): Column {
  const values = shared.arrays.int32(channelNames, shared.count);
  shared.channelCodes ??= fillRuns(shared, { bids: bids.fillChannel }, values);
  const validity = validityOf(shared, ["bids"]);
  return { layout: "dictionary", type: string, codes: shared.channelCodes, dictionary, validity };
}

function expiresColumn(shared: Shared): Column {
  const fills = { auctions: auctions.fillExpires };
  const values = fillRuns(shared, fills, shared.arrays.float64(expiresColumn, shared.count));
  return { layout: "float64", type: timestamp, values, validity: validityOf(shared, ["auctions"]) };
}

interface Piece {
  /** The draw of its length; its start is the next. */
  readonly j: number;
  readonly shortest: number;
  readonly spread: number;
}

interface Views {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Random texts as views into the pool: nothing is copied. */
function views(pieces: Readonly<Partial<Record<Kind, Piece>>>): ColumnMaker {
  const kinds = kindsOf(pieces);
  const fills = Object.fromEntries(kinds.map((kind) => [kind, viewFill(pieces[kind]!)]));
  return {
    type: string,
    make: (shared) => {
      const starts = shared.arrays.int32(pieces, shared.count);
      const out = { starts, lengths: shared.arrays.int32(fills, shared.count) };
      fillRuns<Views>(shared, fills, out);
      return { layout: "utf8", type: string, bytes: poolBytes, ...out, validity: validityOf(shared, kinds) };
    },
  };
}

function viewFill({ j, shortest, spread }: Piece): Fill<Views> {
  return (n, end, { starts, lengths }, at) => fillViews(n, end, j, shortest, spread, starts, lengths, at);
}

const encoder = new TextEncoder();

/** Texts that must be put together, of one person in 50 events. */
function personTexts(shared: Shared, textOf: (n: number) => string): Column {
  const starts = new Int32Array(shared.count);
  const lengths = new Int32Array(shared.count);
  const texts: string[] = [];
  let length = 0;
  const take: Fill<Views> = (n, _end, _out, at) => {
    const text = textOf(n);
    texts.push(text);
    starts[at] = length;
    lengths[at] = text.length;
    length += text.length;
  };
  fillRuns<Views>(shared, { persons: take }, { starts, lengths });
  const bytes = encoder.encode(texts.join(""));
  return { layout: "utf8", type: string, bytes, starts, lengths, validity: validityOf(shared, ["persons"]) };
}
