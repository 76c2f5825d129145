import type { Batch } from "../data/batch.ts";
import type { ChainPlan } from "./chain-plan.ts";
import type { InputColumn, LoopForm } from "./chain-source.ts";
import { formOf, isFormOf } from "./column-access.ts";
import { type ColumnWriter, columnWriter } from "./column-writer.ts";

interface FormRequest {
  readonly batch: Batch;
  readonly plan: ChainPlan;
  readonly aligned: boolean;
}

/** What the loop of a chain must know of a batch, and where in it the columns read are. */
export interface BatchForm {
  readonly form: LoopForm;
  readonly positions: readonly number[];
}

/** The forms of batches that come to a chain. Those of a batch that looks like the one before are the same object. */
export interface ChainForms {
  of(request: FormRequest): BatchForm;
}

export function chainForms(): ChainForms {
  const writers = new Map<string, ColumnWriter>();
  let last: KnownForm | undefined;
  return {
    of: (request) => {
      // Most batches look like the one before; making their form anew costs as much as hundreds of rows.
      if (last === undefined || !isLike(last, request)) last = knownForm(request, writers);
      return last;
    },
  };
}

interface KnownForm extends BatchForm {
  readonly timed: boolean;
  readonly changing: boolean;
}

function isLike({ form, positions, timed, changing }: KnownForm, { batch, plan }: FormRequest): boolean {
  return (
    form.plan === plan &&
    form.selected === (batch.selection !== undefined) &&
    timed === (batch.times !== undefined) &&
    changing === (batch.kinds !== undefined) &&
    form.inputs.every((input, at) => {
      const position = positions[at]!;
      return isFormOf(input.form, batch.columns[position]!, batch.schema.fields[position]!);
    })
  );
}

function knownForm({ batch, plan, aligned }: FormRequest, writers: Map<string, ColumnWriter>): KnownForm {
  const { output } = plan;
  const columns = typeof output === "string" ? [] : output.columns;
  const filters = plan.stages.some(({ kind }) => kind === "filter");
  const handsOn = output === "same" || columns.some(({ from }) => from !== undefined);
  const selected = batch.selection !== undefined;
  const [timed, changing] = [batch.times !== undefined, batch.kinds !== undefined];
  const fewer = filters || selected;
  const scattered = aligned || handsOn || !fewer;
  // The numbers of the rows kept are the selection of what comes out, or needed to find their times.
  const keeps = filters ? scattered || timed || changing : scattered && fewer;
  const computed = columns.filter(({ from }) => from === undefined).map(({ name }) => writerOf(writers, name));
  const shape = typeof output === "string" ? output : output.shape;
  const inputs = inputColumns(batch, plan);
  const positions = inputs.map(({ name }) => batch.schema.index.get(name)!);
  return { form: { plan, inputs, selected, scattered, keeps, writers: computed, shape }, positions, timed, changing };
}

function writerOf(writers: Map<string, ColumnWriter>, name: string): ColumnWriter {
  const writer = writers.get(name) ?? columnWriter(name);
  writers.set(name, writer);
  return writer;
}

function inputColumns(batch: Batch, plan: ChainPlan): InputColumn[] {
  const { fields, shape } = batch.schema;
  const wanted = shape === "value" ? fields : fields.filter(({ name }) => plan.needed.has(name));
  return wanted.map((field) => ({
    name: field.name,
    form: formOf(batch.columns[batch.schema.index.get(field.name)!]!, field),
  }));
}
