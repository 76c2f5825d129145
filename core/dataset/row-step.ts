import type { Lambda } from "../expression/read-lambda.ts";
import { rows } from "../operators/rows.ts";
import type { Port } from "../plan/node.ts";
import { mustBeLambda } from "./checks.ts";
import type { StepOptions } from "./options.ts";
import { nameOf, step } from "./plan-steps.ts";

/** A step that takes rows one by one. */
export function rowStep(
  input: Port,
  kind: "map" | "filter" | "flatMap",
  lambda: (row: never) => unknown,
  options: StepOptions,
): Port {
  mustBeLambda(lambda, kind, `.${kind}((row) => row.price)`);
  const name = nameOf([input], options, kind);
  return step([input], rows([{ kind, lambda: lambda as Lambda, step: name }]), { ...options, name });
}
