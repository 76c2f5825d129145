// Standard input and output: import { stdin, stdout } from "millrace/connectors/stdio".
export type { LineKind, LineOptions, LineReadOptions } from "../files/mod.ts";
export { stdout } from "./sink.ts";
export { type StdinOptions, stdin } from "./source.ts";
