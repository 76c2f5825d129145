// Container files of Avro: import { avro } from "millrace/connectors/avro".
export type { Compacted, CompactOptions, FileLocation, JoinableFiles, SourceAndSink } from "../files/mod.ts";
export { compactFiles } from "../files/mod.ts";
export { avro } from "./avro.ts";
export type { Int64As } from "./column-type.ts";
export type { AvroCompression, AvroOptions } from "./options.ts";
export { avroRegistry, type RegistryOptions } from "./registry.ts";
