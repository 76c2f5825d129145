// Types of the web that every runtime has. A compiler that knows neither the DOM nor @types/node (`lib: ["es2022"]`) lacks
// them: a name in a published signature would then be an error there, and what is inferred through it unknown.

/** The runtime's `AbortSignal`; where the compiler does not know it, what of it is needed. */
export type WebAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Found } }
  ? Found
  : { readonly aborted: boolean; readonly reason: unknown; throwIfAborted(): void };

/** The runtime's `URL`; where the compiler does not know it, what of it is needed. */
export type WebUrl = typeof globalThis extends { URL: { prototype: infer Found } } ? Found : { readonly href: string };
