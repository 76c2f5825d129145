import type { ThreadPort } from "../../platform/mod.ts";
import { errorOf, type SentError, sentError } from "./sent-error.ts";

/** What a thread answers, by name. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>;

type Message =
  | { readonly call: number; readonly name: string; readonly argument: unknown }
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: SentError };

/** Questions between a run's threads about the run itself: a handful for a phase, never for a batch. */
export class Calls {
  readonly #port: ThreadPort;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(port: ThreadPort, answers: Answers) {
    this.#port = port;
    port.listen((message) => void this.#hear(message as Message, answers));
  }

  /** What the other thread answers; rejects with what it failed with. */
  call<Value>(name: string, argument?: unknown): Promise<Value> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const asked = Promise.withResolvers<unknown>();
    // Whoever asked hears of a failure; it may have stopped waiting before.
    asked.promise.catch(() => undefined);
    const call = ++this.#count;
    this.#open.set(call, asked);
    this.#post({ call, name, argument });
    return asked.promise as Promise<Value>;
  }

  /** Says something that nobody waits for an answer to. */
  tell(name: string, argument?: unknown): void {
    if (this.#failure === undefined) this.#post({ call: 0, name, argument });
  }

  /** The other thread is gone: whoever waits for it hears so. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }

  #post(message: Message): void {
    this.#port.post(message);
  }

  async #hear(message: Message, answers: Answers): Promise<void> {
    if ("answer" in message) {
      const asked = this.#open.get(message.answer);
      this.#open.delete(message.answer);
      if ("error" in message) asked?.reject(errorOf(message.error));
      else asked?.resolve(message.value);
      return;
    }
    const { call, name, argument } = message;
    const answered = async (): Promise<unknown> => answers[name]!(argument as never);
    try {
      const value = await answered();
      if (call > 0) this.#post({ answer: call, value });
    } catch (error) {
      this.#post({ answer: call, error: sentError(error) });
    }
  }
}
