import type { Cluster } from "./client.ts";
import type { ProducerIdentity } from "./produce.ts";
import { KafkaRefusal } from "./refusal.ts";

/** What `prepare` leaves: all that its transaction wrote is on the brokers, and waits for the word. Plain data. */
export interface KafkaTransaction {
  readonly transactionalId: string;
  /** A number of 64 bits, as text. */
  readonly producerId: string;
  readonly epoch: number;
}

/** A producer that is known by this id from here on: what its predecessors left open is aborted, and they are refused. */
export async function beginProducer(
  cluster: Cluster,
  transactionalId: string,
  timeoutMs: number,
  own?: ProducerIdentity,
): Promise<ProducerIdentity & { readonly transactionalId: string }> {
  const { producerId, producerEpoch } = await cluster.send(
    `begin transactions as ${transactionalId}`,
    { coordinates: "transaction", id: transactionalId },
    cluster.client.initProducerIdV4.api,
    [transactionalId, timeoutMs, own?.producerId ?? -1n, own?.epoch ?? -1],
  );
  return { transactionalId, producerId, epoch: producerEpoch };
}

/** A producer without transactions, whose batches are written once however often they are sent. */
export async function beginIdempotent(cluster: Cluster, name: string): Promise<ProducerIdentity> {
  const { api } = cluster.client.initProducerIdV4;
  const { producerId, producerEpoch } = await cluster.send(`begin to write to ${name}`, "any", api, [
    null,
    0,
    -1n,
    -1,
  ] as never);
  return { transactionalId: undefined, producerId, epoch: producerEpoch };
}

/** Says that a transaction writes to partitions of a topic, before it does. */
export async function addPartitions(
  cluster: Cluster,
  { transactionalId, producerId, epoch }: ProducerIdentity,
  topic: string,
  partitions: readonly number[],
): Promise<void> {
  const topics = [{ name: topic, partitions: [...partitions] }];
  const given = { transactionalId: transactionalId!, producerId, producerEpoch: epoch, verifyOnly: false, topics };
  await cluster.send(
    `write to topic ${topic} in a transaction of ${transactionalId}`,
    { coordinates: "transaction", id: transactionalId! },
    cluster.client.addPartitionsToTxnV3.api,
    [[given]],
  );
}

/** How the coordinator sees a transactional id; undefined where it knows none. */
export interface TransactionState {
  readonly state: string;
  readonly producerId: bigint;
  readonly epoch: number;
}

export async function transactionState(cluster: Cluster, id: string): Promise<TransactionState | undefined> {
  try {
    const { transactionStates } = await cluster.send(
      `look at the transaction of ${id}`,
      { coordinates: "transaction", id },
      cluster.client.describeTransactionsV0.api,
      [[id]],
    );
    const { transactionState: state, producerId, producerEpoch: epoch } = transactionStates[0]!;
    return { state, producerId, epoch };
  } catch (error) {
    if (error instanceof KafkaRefusal && error.has("TRANSACTIONAL_ID_NOT_FOUND")) return undefined;
    throw error;
  }
}

const markersMs = 5;

/**
 * Commits what was prepared, and waits until readers see it. Committing again changes nothing: the coordinator takes it while the
 * producer has the same epoch. A later epoch is a later use of the id, which begins only once the one before is known to be
 * committed; but the epoch right behind, aborted, is the coordinator's own: it waited for longer than the timeout.
 */
export async function commitTransaction(cluster: Cluster, transaction: KafkaTransaction, name: string): Promise<void> {
  const { transactionalId: id, producerId, epoch } = transaction;
  try {
    const { api } = cluster.client.endTxnV3;
    const to = { coordinates: "transaction", id } as const;
    await cluster.send(`commit to ${name} as ${id}`, to, api, [id, BigInt(producerId), epoch, true]);
  } catch (error) {
    if (!(error instanceof KafkaRefusal) || !error.has(...superseded)) throw error;
    if (isLost(await transactionState(cluster, id), transaction)) throw lost(transaction, name, error);
    return;
  }
  while ((await transactionState(cluster, id))?.state === "PrepareCommit") {
    await new Promise((done) => setTimeout(done, markersMs));
  }
}

const superseded = [
  "PRODUCER_FENCED",
  "INVALID_PRODUCER_EPOCH",
  "INVALID_TXN_STATE",
  "INVALID_PRODUCER_ID_MAPPING",
  "TRANSACTIONAL_ID_NOT_FOUND",
] as const;

const aborted: ReadonlySet<string> = new Set(["CompleteAbort", "PrepareAbort", "PrepareEpochFence", "Dead"]);

function isLost(now: TransactionState | undefined, { producerId, epoch }: KafkaTransaction): boolean {
  if (now === undefined) return true;
  if (now.producerId !== BigInt(producerId)) return false;
  return now.epoch <= epoch || (now.epoch === epoch + 1 && aborted.has(now.state));
}

function lost({ transactionalId }: KafkaTransaction, name: string, cause: unknown): Error {
  return new Error(
    `Cannot commit to ${name} as the brokers must have kept what was prepared: got transaction ${transactionalId} aborted, or forgotten; ` +
      "its records are lost: begin anew from a savepoint before it, with transactions.timeout longer than checkpoints and restarts take",
    { cause },
  );
}

/** Gives up what this very producer has open; one that was superseded has nothing. */
export async function abortTransaction(
  cluster: Cluster,
  { transactionalId, producerId, epoch }: KafkaTransaction,
  timeoutMs: number,
): Promise<void> {
  try {
    await beginProducer(cluster, transactionalId, timeoutMs, {
      transactionalId,
      producerId: BigInt(producerId),
      epoch,
    });
  } catch (error) {
    if (!(error instanceof KafkaRefusal) || !error.has(...superseded)) throw error;
  }
}

/** Transactions that earlier lives of a job left open: they would hide from readers what comes behind them. */
export async function lingeringIds(cluster: Cluster, isOurs: (id: string) => boolean): Promise<readonly string[]> {
  const found = await Promise.all(
    (await cluster.nodes()).map(async (node) => {
      const { api } = cluster.client.listTransactionsV0;
      const { transactionStates } = await cluster.send("look for open transactions", { node }, api, [
        ["ONGOING"],
        [],
      ] as never);
      return transactionStates.map(({ transactionalId }) => transactionalId);
    }),
  );
  return found.flat().filter(isOurs);
}
