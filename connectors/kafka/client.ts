import type { Connection } from "@platformatic/kafka";
import { patientRetry } from "../files/mod.ts";
import type { Address, KafkaConnecting } from "./options.ts";
import { answerless, KafkaRefusal, madeAnew, mayPass, noAnswer, refusedCodes } from "./refusal.ts";

/** The package that speaks to brokers. */
export type KafkaClient = typeof import("@platformatic/kafka");

async function loadClient(): Promise<KafkaClient> {
  try {
    return await import("@platformatic/kafka");
  } catch (cause) {
    throw new Error(
      'Cannot reach Kafka as the package "@platformatic/kafka" must be installed: got none; run npm install @platformatic/kafka',
      { cause },
    );
  }
}

/** A partition, and of which topic of that name: with `topicId` one that was made anew meanwhile is refused. */
interface PartitionOfTopic {
  readonly topic: string;
  readonly partition: number;
  readonly topicId?: string | undefined;
}

/** Which broker a request is for. */
export type To =
  | "any"
  | PartitionOfTopic
  | { readonly coordinates: "group" | "transaction"; readonly id: string }
  | { readonly node: number };

/** A request of the protocol, as the client sends it. */
export interface Api<Given extends readonly unknown[], Answer> {
  readonly async: (connection: Connection, ...given: Given) => Promise<Answer>;
}

/** What is known of a topic. */
export interface Topic {
  readonly name: string;
  /** Another one of the same name has another. Undefined of clusters that give their topics none. */
  readonly id: string | undefined;
  /** The broker that leads each partition, by the number of the partition; −1 where there is none at the moment. */
  readonly leaders: readonly number[];
}

/** Connections to the brokers of one cluster, made when first needed. Requests are tried again where that may help. */
export interface Cluster {
  readonly client: KafkaClient;
  /** For errors. */
  readonly name: string;
  /** Of these topics, or of all that there are. One that there is not is an error. */
  topics(names: readonly string[] | undefined): Promise<readonly Topic[]>;
  nodes(): Promise<readonly number[]>;
  /** @param lane Requests of one lane wait for one another: who holds a broker up has a lane of its own. */
  send<Given extends readonly unknown[], Answer>(
    action: string,
    to: To,
    api: Api<Given, Answer>,
    given: Given,
    lane?: string,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** @param known Whether it is known that there is such a cluster: then one that does not answer is waited for. */
export async function openCluster(settings: KafkaConnecting, known?: "known"): Promise<Cluster> {
  return new Connections(await loadClient(), settings, known === "known");
}

/** Nobody is asked where a topic is led from more often than after so long, but for errors. */
const metadataMs = 60_000;

/** Of topics of clusters that are older than ids, or do as if they were. */
const noId = "00000000-0000-0000-0000-000000000000";

class Connections implements Cluster {
  readonly client: KafkaClient;
  readonly name: string;
  readonly #settings: KafkaConnecting;
  readonly #retried: ReturnType<typeof patientRetry>;
  readonly #open = new Map<string, Promise<Connection>>();
  #brokers = new Map<number, Address>();
  readonly #leaders = new Map<string, { readonly topic: Topic; readonly atMs: number }>();
  readonly #coordinators = new Map<string, number>();
  readonly #closed = new AbortController();
  #turn = 0;

  constructor(client: KafkaClient, settings: KafkaConnecting, isKnown: boolean) {
    this.client = client;
    this.#settings = settings;
    this.name = settings.brokers.map(({ host, port }) => `${host}:${port}`).join(", ");
    this.#retried = patientRetry({ retryForMs: settings.retryForMs, signal: this.#closed.signal, isKnown });
  }

  async topics(names: readonly string[] | undefined): Promise<readonly Topic[]> {
    const what = names === undefined ? "list the topics" : `look at topic ${names.join(", ")}`;
    return this.#retry(`${what} of ${this.name}`, (limitMs) => this.#look(names, limitMs));
  }

  async nodes(): Promise<readonly number[]> {
    if (this.#brokers.size === 0) await this.topics([]);
    return [...this.#brokers.keys()];
  }

  send<Given extends readonly unknown[], Answer>(
    action: string,
    to: To,
    api: Api<Given, Answer>,
    given: Given,
    lane = "",
  ): Promise<Answer> {
    const attempt = async (limitMs: number): Promise<Answer> => {
      const address = await this.#addressOf(action, to, limitMs);
      try {
        return await this.#call(address, lane, api, given, limitMs);
      } catch (error) {
        this.#forget(to);
        throw error;
      }
    };
    // A broker that starts knows its topics only after a while.
    const passes = (refusal: KafkaRefusal): boolean => mayPass(refusal, "UNKNOWN_TOPIC_OR_PARTITION");
    return this.#retry(action, attempt, passes);
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error("the connection was closed"));
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map((one) => one.then(hangUp, () => undefined)));
  }

  #retry<Value>(
    action: string,
    call: (limitMs: number) => Promise<Value>,
    passes: (refusal: KafkaRefusal) => boolean = mayPass,
  ): Promise<Value> {
    const attempt = async (limitMs: number): Promise<Value> => {
      try {
        return await call(limitMs);
      } catch (error) {
        if (error instanceof KafkaRefusal) throw error;
        const codes = refusedCodes(error);
        throw codes === undefined ? error : new KafkaRefusal(action, codes, this.name);
      }
    };
    return this.#retried(attempt, {
      isAnswer: (error): error is KafkaRefusal => error instanceof KafkaRefusal,
      mayPass: passes,
      explain: (error) => noAnswer(action, this.name, answerless(error), error),
    });
  }

  async #look(names: readonly string[] | undefined, limitMs: number): Promise<readonly Topic[]> {
    const { metadataV12 } = this.client;
    const answer = await this.#call(
      this.#anyAddress(),
      "",
      metadataV12.api,
      [names as string[], false, false],
      limitMs,
    );
    this.#brokers = new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    const atMs = performance.now();
    return answer.topics.map(({ name, topicId, partitions }) => {
      const leaders: number[] = [];
      for (const { partitionIndex, leaderId } of partitions) leaders[partitionIndex] = leaderId;
      const topic = { name: name!, id: topicId === noId ? undefined : topicId, leaders };
      this.#leaders.set(topic.name, { topic, atMs });
      return topic;
    });
  }

  #anyAddress(): Address {
    const all = [...this.#settings.brokers, ...this.#brokers.values()];
    return all[this.#turn++ % all.length]!;
  }

  async #addressOf(action: string, to: To, limitMs: number): Promise<Address> {
    if (to === "any") return this.#anyAddress();
    const node =
      "node" in to
        ? to.node
        : "topic" in to
          ? await this.#leaderOf(action, to, limitMs)
          : await this.#coordinatorOf(to.coordinates, to.id, limitMs);
    if (!this.#brokers.has(node)) await this.#look([], limitMs);
    const address = this.#brokers.get(node);
    if (address === undefined) throw new Error(`no broker ${node}`);
    return address;
  }

  async #leaderOf(
    action: string,
    { topic: name, partition, topicId }: PartitionOfTopic,
    limitMs: number,
  ): Promise<number> {
    const known = this.#leaders.get(name);
    const isFresh = known !== undefined && performance.now() - known.atMs < metadataMs;
    const [topic] = isFresh ? [known.topic] : await this.#look([name], limitMs);
    if (topicId !== undefined && topic?.id !== undefined && topic.id !== topicId)
      throw madeAnew(action, topicId, topic.id, this.name);
    const leader = topic?.leaders[partition] ?? -1;
    if (leader >= 0) return leader;
    this.#leaders.delete(name);
    throw new Error(`no leader of partition ${partition}`);
  }

  async #coordinatorOf(what: "group" | "transaction", id: string, limitMs: number): Promise<number> {
    const found = this.#coordinators.get(`${what} ${id}`);
    if (found !== undefined) return found;
    const { findCoordinatorV4 } = this.client;
    const type = what === "group" ? 0 : 1;
    const answer = await this.#call(this.#anyAddress(), "", findCoordinatorV4.api, [type, [id]], limitMs);
    const { nodeId, host, port } = answer.coordinators[0]!;
    this.#brokers.set(nodeId, { host, port });
    this.#coordinators.set(`${what} ${id}`, nodeId);
    return nodeId;
  }

  /** Who was asked may have moved, or is gone. */
  #forget(to: To): void {
    if (to === "any" || "node" in to) return;
    if ("topic" in to) this.#leaders.delete(to.topic);
    else this.#coordinators.delete(`${to.coordinates} ${to.id}`);
  }

  async #call<Given extends readonly unknown[], Answer>(
    address: Address,
    lane: string,
    api: Api<Given, Answer>,
    given: Given,
    limitMs: number,
  ): Promise<Answer> {
    const place = `${address.host}:${address.port} ${lane}`;
    const answer = this.#connected(place, address).then((connection) => api.async(connection, ...given));
    try {
      return await within(answer, limitMs);
    } catch (error) {
      if (error instanceof Late) this.#drop(place);
      throw error;
    }
  }

  #connected(place: string, address: Address): Promise<Connection> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#closed.signal.reason);
    const open = this.#open.get(place);
    if (open !== undefined) return open;
    // Begun later, as it may be gone at once: a key that is no PEM throws where it is read.
    const opening: Promise<Connection> = Promise.resolve().then(() =>
      this.#connect(address, () => {
        if (this.#open.get(place) === opening) this.#open.delete(place);
      }),
    );
    this.#open.set(place, opening);
    return opening;
  }

  async #connect({ host, port }: Address, gone: () => void): Promise<Connection> {
    const { tls, login, timeoutMs } = this.#settings;
    const { serverName, ...trust } = typeof tls === "object" ? tls : {};
    const connection = new this.client.Connection("millrace", {
      connectTimeout: Math.min(timeoutMs, 5_000),
      requestTimeout: timeoutMs,
      maxInflights: 1_000,
      ...(tls === false ? {} : { tls: trust, tlsServerName: serverName ?? (/^[\d.]+$|:/.test(host) ? false : host) }),
      ...(login === undefined ? {} : { sasl: { ...login } }),
    });
    connection.on("error", gone);
    connection.on("close", gone);
    try {
      await connection.connect(host, port);
    } catch (error) {
      gone();
      throw error;
    }
    return connection;
  }

  #drop(place: string): void {
    void this.#open.get(place)?.then(hangUp, () => undefined);
    this.#open.delete(place);
  }
}

/** At once: nobody waits for what is still to come. */
function hangUp(connection: Connection): void {
  connection.socket?.destroy();
}

class Late extends Error {}

/** What is not there in time is late; what comes of it later is not looked at. */
async function within<Value>(answer: Promise<Value>, limitMs: number): Promise<Value> {
  if (limitMs === Number.POSITIVE_INFINITY) return answer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Late(`no answer in ${(limitMs / 1000).toFixed(1)} s`)), limitMs);
  });
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
