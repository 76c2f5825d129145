// Lines over TCP: import { socketSource, socketSink } from "millrace/connectors/socket".
export type { LineKind, LineOptions, LineReadOptions } from "../files/mod.ts";
export type { SocketOptions, SocketTls } from "./options.ts";
export { type SocketSinkOptions, socketSink } from "./sink.ts";
export { type SocketSourceOptions, socketSource } from "./source.ts";
