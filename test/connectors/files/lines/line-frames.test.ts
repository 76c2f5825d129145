import { expect, test } from "vitest";
import { type FramedLine, lineFrames } from "../../../../connectors/files/mod.ts";
import { seededRandom } from "../../../../core/platform/mod.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The lines of bytes that come in pieces cut at these places. */
function framed(bytes: Uint8Array, cuts: readonly number[], maxBytes = 1000): FramedLine[] {
  const frames = lineFrames("utf8", maxBytes);
  const all = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  // Whoever gives bytes writes over them afterwards.
  const lines = all.slice(1).flatMap((end, at) => {
    const piece = bytes.slice(all[at], end);
    const found = frames.push(piece);
    piece.fill(120);
    return found;
  });
  const rest = frames.rest();
  return rest === undefined ? lines : [...lines, rest];
}

test("lines are the same however a stream is cut, as splitting its text gives them", () => {
  const random = seededRandom(4);
  const alphabet = ["a", "é", "€", "😀", "\n", "\n", "\r\n", "\r", ""];
  for (let n = 0; n < 300; n++) {
    const text = Array.from({ length: 30 }, () => alphabet[Math.floor(random.next() * alphabet.length)]).join("");
    const naive = text.split("\n").map((line) => line.replace(/\r$/, ""));
    if (text.endsWith("\n") || text === "") naive.pop();
    const bytes = bytesOf(text);
    const cuts = Array.from({ length: 6 }, () => Math.floor(random.next() * (bytes.length + 1)));
    expect(framed(bytes, cuts)).toEqual(naive.map((line, at) => ({ number: at + 1, text: line })));
    expect(framed(bytes, [...bytes.keys()])).toEqual(framed(bytes, []));
  }
});

test("a byte-order mark is no part of the first line, and stays in others", () => {
  expect(framed(bytesOf("\ufeffa\n\ufeffb"), [1, 2])).toEqual([
    { number: 1, text: "a" },
    { number: 2, text: "\ufeffb" },
  ]);
});

test("a line that is too long, or no UTF-8, is told by its number, and what comes behind it is read", () => {
  const long = bytesOf(`ok\n${"x".repeat(50)}\nafter\n`);
  for (const cuts of [[], [5, 20, 40], [...long.keys()]]) {
    const lines = framed(long, cuts, 10);
    expect(lines).toMatchObject([
      { number: 1, text: "ok" },
      { number: 2, reason: expect.stringMatching(/at most 10 bytes: got more, beginning "xxxxx/) },
      { number: 3, text: "after" },
    ]);
  }
  expect(framed(bytesOf("1234567890\r\n12345678901\n"), [], 10)).toMatchObject([
    { text: "1234567890" },
    { number: 2, reason: /./ },
  ]);
  expect(framed(Uint8Array.of(97, 255, 10, 98, 10), [])).toEqual([
    { number: 1, shown: "a\ufffd", reason: 'it must be UTF-8: got "a\ufffd"' },
    { number: 2, text: "b" },
  ]);
});

test("a line without an end is told once it is too long, and holds no more than its beginning", () => {
  const frames = lineFrames("utf8", 1000);
  const piece = new Uint8Array(1 << 20).fill(97);
  const before = process.memoryUsage().arrayBuffers;
  const told = Array.from({ length: 200 }, () => frames.push(piece));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 2 ** 20);
  expect(told.flat()).toEqual([expect.objectContaining({ number: 1, reason: expect.stringMatching(/at most 1000/) })]);
  expect(told[0]).toHaveLength(1);
  expect(frames.push(Uint8Array.of(10, 98, 10))).toEqual([{ number: 2, text: "b" }]);
  frames.push(piece);
  expect(frames.rest()).toBeUndefined();
  expect(frames.push(Uint8Array.of(98, 10))).toEqual([{ number: 4, text: "b" }]);
});

test("a line of as many bytes as may be waits for its newline, in one piece or byte by byte", () => {
  const longest = bytesOf("1234567890\r\n");
  const cuts = [[], [...longest.keys()], [10], [11]];
  expect(cuts.map((at) => framed(longest, at, 10))).toEqual(cuts.map(() => [{ number: 1, text: "1234567890" }]));
});

test("Latin-1 is read byte by byte", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== 10 && code !== 13);
  expect(lineFrames("latin1", 1000).push(Uint8Array.of(...bytes, 10))).toEqual([
    { number: 1, text: String.fromCharCode(...bytes) },
  ]);
});
