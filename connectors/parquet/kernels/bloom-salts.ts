/** By which the lower half of a hash is multiplied, for which bit of each word of its block is the value's. */
export const bloomSalts: Int32Array = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
);
