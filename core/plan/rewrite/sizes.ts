import { askedOnce, type Port } from "../node.ts";

/** How many rows come by a port at most; +∞ where nobody knows. */
export function rowsAtMost({ node, side }: Port): number {
  return side === undefined ? rowsOf(node) : Number.POSITIVE_INFINITY;
}

const rowsOf = askedOnce((node): number => {
  switch (node.kind) {
    case "source":
      return node.description?.rows ?? Number.POSITIVE_INFINITY;
    case "exchange":
      return rowsAtMost(node.input);
    case "union":
      return node.inputs.reduce((sum, port) => sum + rowsAtMost(port), 0);
    case "operator":
      return node.operator.rowsAtMost?.(rowsAtMost(node.inputs[0]!)) ?? Number.POSITIVE_INFINITY;
    default:
      return Number.POSITIVE_INFINITY;
  }
});
