// Who sends to a webhook until each request is answered by 200, as a service that retries does.

export interface Send {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bodies, in order, with a key each. */
  readonly bodies: readonly (readonly [key: string | undefined, body: unknown])[];
  readonly signal: AbortSignal;
}

export async function sendAll({ url, headers = {}, bodies, signal }: Send): Promise<void> {
  for (const [key, body] of bodies) await sendOne(url, headers, key, body, signal);
}

async function sendOne(
  url: string,
  headers: Readonly<Record<string, string>>,
  key: string | undefined,
  body: unknown,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const keyed = key === undefined ? {} : { "idempotency-key": key };
    const status = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...keyed, ...headers },
      body: JSON.stringify(body),
      signal,
    }).then(
      async (response) => {
        await response.text();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}
