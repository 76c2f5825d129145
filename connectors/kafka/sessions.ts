import type { SinkContext, Transaction } from "../../core/io/mod.ts";
import type { Cluster } from "./client.ts";
import type { ProducerIdentity } from "./produce.ts";
import {
  abortTransaction,
  beginProducer,
  type KafkaTransaction,
  lingeringIds,
  transactionState,
} from "./transactions.ts";

/** The transactions of a writer, one after another: the next begins while the one before waits to be committed. */
export interface Sessions {
  /** Who writes at the moment; undefined between two transactions. */
  readonly current: ProducerIdentity | undefined;
  begin(): Promise<ProducerIdentity>;
  /** Ends the one that is written to; undefined where nothing was. */
  prepared(): Transaction | undefined;
  /** Gives up what was not prepared. */
  close(): Promise<void>;
}

type Identity = ProducerIdentity & { readonly transactionalId: string };

/**
 * Ids are `prefix-subtask-number`, and few: one is used again when the coordinator says that its last transaction is committed,
 * by a later epoch, so that committing that once more cannot commit what came behind it.
 */
export async function transactionSessions(
  cluster: Cluster,
  { idPrefix, timeoutMs }: { readonly idPrefix: string; readonly timeoutMs: number },
  { subtask, parallelism }: Pick<SinkContext, "subtask" | "parallelism">,
): Promise<Sessions> {
  await abortLingering(cluster, idPrefix, timeoutMs, (number) => number % parallelism === subtask);
  const waiting: Identity[] = [];
  let ids = 0;
  let current: Identity | undefined;
  const begin = async (): Promise<Identity> => {
    const done = await committedOf(cluster, waiting);
    if (done === undefined) return beginProducer(cluster, `${idPrefix}-${subtask}-${ids++}`, timeoutMs);
    waiting.splice(waiting.indexOf(done), 1);
    return beginProducer(cluster, done.transactionalId, timeoutMs, done);
  };
  return {
    get current() {
      return current;
    },
    begin: async () => {
      current = await begin();
      return current;
    },
    prepared: () => {
      if (current === undefined) return undefined;
      const transaction = transactionOf(current);
      waiting.push(current);
      current = undefined;
      return transaction;
    },
    close: async () => {
      if (current !== undefined) await abortTransaction(cluster, transactionOf(current), timeoutMs);
    },
  };
}

function transactionOf({ transactionalId, producerId, epoch }: Identity): KafkaTransaction {
  return { transactionalId, producerId: String(producerId), epoch };
}

/** One whose last transaction is committed: it can be used again. */
async function committedOf(cluster: Cluster, waiting: readonly Identity[]): Promise<Identity | undefined> {
  for (const one of waiting) {
    const now = await transactionState(cluster, one.transactionalId);
    if (now?.state === "CompleteCommit" && now.producerId === one.producerId && now.epoch === one.epoch) return one;
  }
  return undefined;
}

async function abortLingering(
  cluster: Cluster,
  idPrefix: string,
  timeoutMs: number,
  isOwn: (subtask: number) => boolean,
): Promise<void> {
  const ids = await lingeringIds(cluster, (id) => {
    const [, subtask] = id.startsWith(`${idPrefix}-`) ? (/^(\d+)-\d+$/.exec(id.slice(idPrefix.length + 1)) ?? []) : [];
    return subtask !== undefined && isOwn(Number(subtask));
  });
  await Promise.all(ids.map((id) => beginProducer(cluster, id, timeoutMs)));
}
