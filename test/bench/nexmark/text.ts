import { below, golden, mix } from "./draw.ts";

/** Random texts are pieces of this many letters. */
const poolLength = 16_384;

/** Pieces start below this, so that the longest (481 letters) still fits. */
export const pieceStarts = 15_872;

/** The letters that every random text is a piece of. */
export const poolBytes: Uint8Array = Uint8Array.from(
  { length: poolLength },
  (_, i) => 97 + below(saltedDraw(i + 1, 0x506f6f6c), 26),
);

export const pool: string = new TextDecoder().decode(poolBytes);

export const firstNames: readonly string[] = words("Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter");
export const lastNames: readonly string[] = words("Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris");
export const cities: readonly string[] = words(
  "Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne",
);
export const states: readonly string[] = words("AZ,CA,ID,OR,WA,WY");

/** Names of all persons: first name f and last name l at `f · 9 + l`. */
export const personNames: readonly string[] = firstNames.flatMap((first) =>
  lastNames.map((last) => `${first} ${last}`),
);

/** Channels 0 … 9999 are cold, the four behind them hot. */
export const coldChannels = 10_000;

export const channels: readonly string[] = [
  ...Array.from({ length: coldChannels }, (_, channel) => `channel-${channel}`),
  ...words("Google,Facebook,Baidu,Apple"),
];

/** The URL of each channel. */
export const urls: readonly string[] = channels.map((_, channel) => urlOf(channel));

function words(list: string): string[] {
  return list.split(",");
}

function urlOf(channel: number): string {
  const [w0, w1, w2] = [0, 1, 2].map((s) => {
    const start = below(saltedDraw(channel * 4 + s + 1, 0x55726c73), pieceStarts);
    return pool.slice(start, start + 5);
  });
  const named = channel < coldChannels && below(saltedDraw(channel * 4 + 4, 0x55726c73), 10) > 0;
  return `https://www.nexmark.com/${w0}/${w1}/${w2}/item.htm?query=1${named ? `&channel_id=${channel}` : ""}`;
}

function saltedDraw(i: number, salt: number): number {
  return mix((Math.imul(i, golden) + salt) | 0) >>> 0;
}
