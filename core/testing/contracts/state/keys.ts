/** A key of every kind, no two the same. */
export const someKeys: readonly unknown[] = [
  "",
  "a",
  "1",
  "naïve 日本 🚀",
  "x".repeat(300),
  0,
  1,
  -1,
  1.5,
  -(2 ** 53) + 1,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 60,
  5e-324,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  true,
  false,
  null,
  1n,
  -(2n ** 80n),
  {},
  { id: 1 },
  { id: "1" },
  { a: 1, b: { c: [null, "x"] } },
  [],
  [1],
  ["1"],
  new Date(0),
  Uint8Array.of(1, 2),
];

/** Pairs that are one key. */
export const equalKeys: readonly (readonly [unknown, unknown])[] = [
  [0, -0],
  [Number.NaN, -Number.NaN],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [
    [1, { x: 1, y: 2 }],
    [1, { y: 2, x: 1 }],
  ],
  [new Date(5), new Date(5)],
];

/** Parallelisms that state is taken through. */
export const rescaling = [1, 2, 3, 3, 5, 1] as const;
