// Envelopes of change data capture: import { debezium } from "millrace/connectors/cdc".
export { type CanalOptions, canal, toCanal } from "./canal.ts";
export { type DebeziumOptions, debezium, toDebezium } from "./debezium.ts";
export type { EnvelopeOptions, TablePlace, WriteOptions } from "./envelope.ts";
export { maxwell, toMaxwell } from "./maxwell.ts";
