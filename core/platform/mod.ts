// The only folder that imports node:* or names a runtime's globals. Everything here works alike on Node, Deno and Bun.
export * from "./clock.ts";
export * from "./compression.ts";
export * from "./event-loop.ts";
export * from "./files.ts";
export * from "./idle-timer.ts";
export * from "./loopback.ts";
export * from "./memory.ts";
export * from "./modules.ts";
export * from "./paths.ts";
export * from "./private-folder.ts";
export * from "./process.ts";
export * from "./random.ts";
export * from "./scratch-file.ts";
export * from "./text.ts";
export * from "./threads.ts";
export * from "./unpack-stream.ts";
export * from "./wasm.ts";
