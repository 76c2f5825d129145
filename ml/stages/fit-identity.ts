import { crc32 } from "./crc32.ts";
import { fittingOf } from "./definitions.ts";

interface AnyStage {
  readonly kind: string;
  readonly parameters?: object;
  readonly learned?: object;
  readonly stages?: readonly AnyStage[];
  readonly models?: readonly AnyStage[];
}

/** What a stage is, with all that it is made of, as JSON can say it: two that would learn alike have the same. */
export function identityOf(stage: AnyStage): unknown {
  const { stages, ...parameters } = (stage.parameters ?? {}) as { readonly stages?: readonly AnyStage[] };
  const parts = [stages, stage.stages, stage.models, fittingOf(stage)?.parts].map((list) => list?.map(identityOf));
  return { kind: stage.kind, parameters, learned: stage.learned && hashOf(stage.learned), parts };
}

/** Of the bytes of arrays, and of all else as JSON. */
function hashOf(values: object): string {
  const text = JSON.stringify(values, (_, value) =>
    ArrayBuffer.isView(value) ? crc32(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) : value,
  );
  return crc32(new TextEncoder().encode(text));
}
