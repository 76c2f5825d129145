import { expect, test } from "vitest";
import { braille } from "../../../../core/display/text/braille.ts";

const texts = (canvas: ReturnType<typeof braille>, rows: number): string[] =>
  Array.from({ length: rows }, (_, row) =>
    canvas
      .row(row)
      .map(({ text }) => text)
      .join(""),
  );

test("each of the eight dots of a character is one of its own", () => {
  const cells = Array.from({ length: 8 }, (_, at) => {
    const canvas = braille(1, 1);
    canvas.dot(at % 2, at >> 1, 0);
    return texts(canvas, 1)[0];
  });
  expect(cells).toEqual(["⠁", "⠈", "⠂", "⠐", "⠄", "⠠", "⡀", "⢀"]);
});

test("a line is drawn with both its ends, in whichever direction", () => {
  const [down, up] = [braille(2, 1), braille(2, 1)];
  down.line({ x: 0, y: 0 }, { x: 3, y: 3 }, 0);
  up.line({ x: 3, y: 3 }, { x: 0, y: 0 }, 0);
  expect(texts(down, 1)).toEqual(["⠑⢄"]);
  expect(texts(up, 1)).toEqual(["⠑⢄"]);
});

test("a line of no length is a dot", () => {
  const canvas = braille(1, 1);
  canvas.line({ x: 1, y: 2 }, { x: 1, y: 2 }, 0);
  expect(texts(canvas, 1)).toEqual(["⠠"]);
});

test("what lies outside is not drawn", () => {
  const canvas = braille(1, 1);
  canvas.dot(-1, 0, 0);
  canvas.dot(2, 0, 0);
  canvas.dot(0, 4, 0);
  canvas.dot(Number.NaN, 0, 0);
  expect(canvas.row(0)).toEqual([{ text: " ", owner: -1 }]);
});

test("neighbours of the same series are one run, and a character is of the series that drew into it last", () => {
  const canvas = braille(4, 1);
  canvas.line({ x: 0, y: 0 }, { x: 5, y: 0 }, 0);
  canvas.dot(4, 3, 1);
  expect(canvas.row(0)).toEqual([
    { text: "⠉⠉", owner: 0 },
    { text: "⡉", owner: 1 },
    { text: " ", owner: -1 },
  ]);
});
