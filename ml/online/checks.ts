/** Refuses rows of another number of features than a model has learned from. */
export function mustFit(name: string, columns: number, size: number): void {
  if (columns === size) return;
  throw new RangeError(
    `Cannot go on learning by ${name} as rows must have the features that its initial model has learned from: ` +
      `got ${columns}, it has ${size}; assemble them as then, or begin without initial`,
  );
}
