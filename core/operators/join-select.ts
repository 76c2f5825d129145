import { type Batch, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { Pairs } from "./join-output.ts";
import type { OperatorContext } from "./operator.ts";

/** What the user makes of a left and a right row; null stands for a side without a partner. */
export type Select = (left: never, right: never) => unknown;

const schema = valueSchema(any);

/** Calls the user's function with both rows of each pair, as plain fresh objects. */
export function selected(select: Select, context: OperatorContext): (pairs: Pairs) => Batch {
  const call = select as unknown as (left: unknown, right: unknown) => unknown;
  return ({ left, leftRows, selection, right, rightRows, times, kinds }) => {
    const leftAt = rowReader(left);
    const rightAt = right === undefined ? () => null : rowReader(right);
    const isAsItIs = leftRows === undefined || rightRows === undefined;
    const count = (isAsItIs ? selection?.length : undefined) ?? leftRows?.length ?? left.rowCount;
    const values: unknown[] = [];
    const kept: number[] = [];
    for (let k = 0; k < count; k++) {
      const at = isAsItIs && selection !== undefined ? selection[k]! : k;
      const leftRow = leftRows === undefined ? at : leftRows[at]!;
      const rightRow = rightRows === undefined ? at : rightRows[at]!;
      try {
        values.push(call(leftRow < 0 ? null : leftAt(leftRow), rightRow < 0 ? null : rightAt(rightRow)));
        kept.push(at);
      } catch (error) {
        const [batch, row] = leftRow < 0 ? [right!, rightRow] : [left, leftRow];
        context.fail({ doing: `apply select of ${context.step}`, error, batch, row });
      }
    }
    const column: Column = { type: any, layout: "values", values, validity: undefined };
    const own = times && Float64Array.from(kept, (at) => times[at]!);
    const does = kinds && Uint8Array.from(kept, (at) => kinds[at]!);
    return makeBatch(schema, values.length, [column], { times: own, kinds: does });
  };
}
