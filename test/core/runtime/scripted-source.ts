import { type Batch, makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import type { Boundedness, Source } from "../../../core/io/source.ts";
import type { VirtualClock } from "../../../core/testing/mod.ts";

/** What happens next: a split gives rows, or ends; or only time passes. Rows may come with a time of their own. */
export interface Scene<Row> {
  readonly split: string;
  readonly rows?: readonly Row[];
  readonly times?: readonly number[];
  readonly ends?: true;
  /** Processing time at which it happens. */
  readonly at?: number;
  /** Called when it happens. */
  readonly call?: () => void;
}

const schema = valueSchema(any);

/** A batch of one row. */
export function oneRow(row: unknown): Batch {
  return makeBatch(schema, 1, [{ type: any, layout: "values", values: [row], validity: undefined }]);
}

/**
 * A source of several splits that give what a script says, in its order: the next scene is played when the split it is about
 * is asked. Behind the last one all splits end.
 */
export function scripted<Row>(
  scenes: readonly Scene<Row>[],
  options: { readonly clock?: VirtualClock; readonly boundedness?: Boundedness; readonly name?: string } = {},
): Source<Row> {
  const splits = [...new Set(scenes.map(({ split }) => split))];
  const asking = new Map<string, (scene: Scene<Row> | undefined) => void>();
  let next = 0;
  const play = (): void => {
    const scene = scenes[next];
    if (scene === undefined) {
      for (const answer of asking.values()) answer(undefined);
      return asking.clear();
    }
    const answer = asking.get(scene.split);
    if (answer === undefined) return;
    asking.delete(scene.split);
    next++;
    if (scene.at !== undefined) options.clock!.advanceTo(scene.at);
    scene.call?.();
    answer(scene);
    // Whoever has ended asks no more, and the others may have asked before it was its turn.
    if (scene.ends === true) setImmediate(play);
  };
  return {
    name: options.name ?? "script",
    boundedness: options.boundedness ?? "unbounded",
    splits: async () => splits.map((id) => ({ id })),
    open: async ({ id }) => ({
      read: async () => {
        const answered = new Promise<Scene<Row> | undefined>((resolve) => asking.set(id, resolve));
        // When all that can be is asked for.
        setImmediate(play);
        const scene = await answered;
        if (scene === undefined || scene.ends === true) return undefined;
        const { rows = [], times } = scene;
        const column = { type: any, layout: "values", values: [...rows], validity: undefined } as const;
        return makeBatch(schema, rows.length, [column], { times: times && Float64Array.from(times) });
      },
      position: () => next,
      close: async () => undefined,
    }),
  };
}
