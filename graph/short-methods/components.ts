import { connectedComponents } from "../algorithms/connected-components.ts";
import type { Makers, PerVertex } from "./rows.ts";

/** What hangs together, and what holds it together. */
export interface ComponentMethods<Id, Name extends string> {
  /** As `apply(connectedComponents())`. */
  connectedComponents(): PerVertex<Id, Name, { component: Id }>;
}

export const componentMethods: Makers<ComponentMethods<never, never>> = { connectedComponents };
