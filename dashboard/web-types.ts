// What every runtime has, and a compiler without the DOM and @types/node lacks: it is then told what of it is needed.

/** The runtime's `Request`. */
export type WebRequest = typeof globalThis extends { Request: { prototype: infer Found } }
  ? Found
  : { readonly method: string; readonly url: string };

/** The runtime's `Response`. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Found } }
  ? Found
  : { readonly status: number; text(): Promise<string> };
