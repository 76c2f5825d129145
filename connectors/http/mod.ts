// Servers that speak HTTP and JSON: import { httpPoll } from "millrace/connectors/http".
export type { HttpOptions } from "./options.ts";
export { type HttpSinkOptions, httpSink } from "./sink.ts";
export { type HttpPollOptions, httpPoll } from "./source.ts";
export { webhook } from "./webhook.ts";
export type { WebhookOptions } from "./webhook-options.ts";
