import type { Batch } from "../data/batch.ts";
import type { Waiting } from "../operators/operator.ts";
import type { LoopNode, LoopSink, OperatorNode } from "../plan/node.ts";
import { channelCounts, channelGroups, outputFor } from "./channels.ts";
import { type LoopHost, type OpenLoop, openLoop } from "./loop.ts";
import { type RoundReceiver, Slot, type SlotRule } from "./loop-slot.ts";
import { onlyCounting } from "./metrics.ts";
import type { StepLoad } from "./observe/step-load.ts";
import { watchedLoad, watchStage } from "./observe/watch-steps.ts";
import { openSubtask } from "./open-subtask.ts";
import type { ExecutionSnapshot, SubtaskSnapshot } from "./snapshot.ts";
import { type Stage, stagesOf } from "./stage.ts";
import type { ChannelStatus, Output, Receiver } from "./subtask.ts";

/** What comes out of a loop's body. */
export interface BodySinks {
  receive(sink: LoopSink, subtask: number, batch: Batch): void;
  /** Event time of what comes out by one of the channels of all outputs. */
  watermark(timeMs: number, channel: number): void;
  status(status: ChannelStatus, timeMs: number, channel: number): void;
  /** Another subtask of a sink has had all of this round. */
  end(): void;
  /** Whether anybody still wants what comes out. */
  needed(): boolean;
}

export type LoopStage = Stage & { readonly node: LoopNode };

/** The subtasks of one stage of a loop's body. */
interface BodyStage {
  readonly stage: Stage;
  readonly livesOn: boolean;
  /** Whether anything before it lives through all rounds. */
  readonly behindAll: boolean;
  readonly slots: readonly Slot[];
  readonly load: StepLoad;
  open: OpenStage | undefined;
}

interface OpenStage {
  readonly receivers: readonly RoundReceiver[];
  snapshot(): ReadonlyMap<string, readonly SubtaskSnapshot[]>;
  waits(): Waiting | undefined;
  prepare(): void;
  close(): void;
}

/** The body of a loop at work: its stages, those that live for a round opened anew for each. */
export class LoopBody {
  readonly stages: readonly Stage[];
  /** Subtasks of all sinks. */
  readonly sinkCount: number;
  /** Channels of all sinks that are outputs. */
  readonly outputChannels: number;
  readonly #host: LoopHost;
  readonly #rule: SlotRule;
  readonly #mode: LoopNode["mode"];
  readonly #outputs = new Map<Stage, readonly Output[]>();
  readonly #body: BodyStage[] = [];
  /** What the first subtasks go on from; later rounds begin anew. */
  #restored: ExecutionSnapshot | undefined;

  constructor(loop: LoopStage, host: LoopHost, rule: SlotRule, sinks: BodySinks) {
    this.#host = host;
    this.#restored = host.restored;
    this.#rule = rule;
    this.#mode = loop.node.mode;
    this.stages = stagesOf(loop.node.body, loop.parallelism, `${loop.id} / `);
    const targets = new Map<Stage, Receiver[]>();
    let sinkCount = 0;
    let outputChannels = 0;
    // Consumers first, so that producers find their targets.
    for (const stage of this.stages.toReversed()) {
      const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => subtask);
      const outputs = subtasks.map((subtask) => {
        const output = outputFor(stage, subtask, this.stages, targets, host);
        return host.trace?.output(stage, output) ?? output;
      });
      this.#outputs.set(stage, outputs);
      if (stage.node.kind === "source") continue;
      if (stage.node.kind === "sink") {
        const sink = stage.node as LoopSink;
        const [channels] = channelCounts(stage, 1) as [number];
        const receivers = subtasks.map((subtask) => {
          sinkCount++;
          const first = outputChannels;
          if (sink.role === "output") outputChannels += channels;
          return sinkReceiver(sink, { subtask, channels, first }, sinks);
        });
        targets.set(stage, receivers);
      } else targets.set(stage, this.#place(stage, outputs));
    }
    this.sinkCount = sinkCount;
    this.outputChannels = outputChannels;
    for (const each of this.#body) this.#open(each);
    this.#restored = undefined;
  }

  /** Where the rows of a head go in. */
  outputOf(head: string, subtask: number): Output | undefined {
    const stage = this.stages.find(({ node }) => node.kind === "source" && node.name === head);
    return stage && this.#outputs.get(stage)![subtask];
  }

  /** Fresh subtasks where they live for a round. */
  beginRound(): void {
    for (const each of this.#body) {
      if (each.livesOn) for (const slot of each.slots) slot.beginRound();
      else {
        each.open?.close();
        this.#open(each);
      }
    }
  }

  /**
   * The loop is over: those that live through all rounds are to end. What they give then goes through the others behind
   * them as in a round; others have nothing more to do.
   */
  beginEnd(): void {
    this.mute();
    for (const each of this.#body) {
      if (each.livesOn || !each.behindAll) continue;
      each.open?.close();
      this.#open(each);
    }
  }

  /** Those that live for a round, and are not behind any that live through all, only pass ends on from now on. */
  mute(): void {
    for (const each of this.#body) {
      if (each.livesOn || each.behindAll) continue;
      each.open?.close();
      each.open = undefined;
      for (const slot of each.slots) slot.place(undefined);
    }
  }

  get hasLasting(): boolean {
    return this.#body.some(({ livesOn }) => livesOn);
  }

  waits(): Waiting | undefined {
    let found: Waiting | undefined;
    for (const { open } of this.#body) {
      const how = open?.waits();
      if (how === "full") return how;
      found ??= how;
    }
    return found;
  }

  /** A barrier comes: what its stages hold only to save work they send on, from the heads on. */
  prepare(): void {
    for (const { open } of this.#body.toReversed()) open?.prepare();
  }

  /** What its stages remember; between two rounds those that live for one have nothing to remember. */
  snapshot(betweenRounds: boolean): ReadonlyMap<string, readonly SubtaskSnapshot[]> {
    const kept = this.#body.filter(({ livesOn }) => livesOn || !betweenRounds);
    return new Map(kept.flatMap(({ open }) => [...(open?.snapshot() ?? [])]));
  }

  close(): void {
    for (const each of this.#body) {
      each.open?.close();
      each.open = undefined;
    }
  }

  #place(stage: Stage, outputs: readonly Output[]): Receiver[] {
    const livesOn = this.#livesOn(stage);
    const channels = channelCounts(stage, inputCount(stage));
    const slots = outputs.map((output) => new Slot(output, channels, this.#rule, livesOn));
    const behindAll = this.#isBehindAll(stage);
    watchStage(stage, this.#host);
    const load = watchedLoad(stage.node.name, this.#host);
    this.#body.push({ stage, livesOn, behindAll, slots, load, open: undefined });
    return slots;
  }

  #livesOn({ node }: Stage): boolean {
    return this.#mode === "stream" || (node.kind === "operator" && node.operator.rounds === "all");
  }

  #isBehindAll(stage: Stage): boolean {
    return stage.edges.some(({ from }) => this.#livesOn(from) || this.#isBehindAll(from));
  }

  #open(each: BodyStage): void {
    const outputs = this.#outputs.get(each.stage)!;
    each.open =
      each.stage.node.kind === "loop"
        ? openedLoop(openLoop(each.stage as LoopStage, outputs, this.#hostOfLoop()))
        : this.#openOperator(each, outputs);
    for (const [subtask, slot] of each.slots.entries()) slot.place(each.open.receivers[subtask]!);
  }

  /** A loop within is opened anew in each round: what it counts would be watched for ever. */
  #hostOfLoop(): LoopHost {
    return { ...this.#host, metrics: onlyCounting(this.#host.metrics), restored: this.#restored };
  }

  #openOperator({ stage, load }: BodyStage, outputs: readonly Output[]): OpenStage {
    const host = this.#host;
    const node = stage.node as OperatorNode;
    const { operator, name } = node;
    const round = this.#mode === "rounds" ? (): number => this.#rule.round : undefined;
    const opened = outputs.map((output, subtask) =>
      openSubtask({
        operator,
        step: name,
        subtask,
        parallelism: stage.parallelism,
        channels: channelCounts(stage, operator.inputs ?? 1),
        groups: channelGroups(stage, operator.inputs ?? 1),
        output,
        clock: host.clock,
        wakeups: host.wakeups,
        load,
        feeds: { board: host.feeds, sources: [] },
        memoryBytes: host.memoryBytes,
        disk: host.disk,
        meeting: operator.matches && host.keyMeetings?.of(stage.id, name),
        crew: operator.assist && host.crewOf?.(stage.id),
        ...(round === undefined ? {} : { round }),
        count: (metric, by) => host.metrics.add(name, metric, by),
        onBadRecord: (record, error) => host.onBadRecord(node, record, error, stage.id),
        restored: this.#restored?.get(stage.id),
      }),
    );
    return {
      receivers: opened.map((each) => host.trace?.entry(stage, each, round) ?? each.receiver),
      snapshot: () => new Map([[stage.id, opened.map((each) => each.snapshot())]]),
      waits: () =>
        opened.reduce<Waiting | undefined>(
          (found, each) => (found === "full" ? found : (each.waits() ?? found)),
          undefined,
        ),
      prepare: () => {
        for (const { receiver } of opened) receiver.prepare();
      },
      close: () => {
        for (const each of opened) each.close();
      },
    };
  }
}

function openedLoop(loop: OpenLoop): OpenStage {
  const endRound = (): void => undefined;
  return { ...loop, receivers: loop.receivers.map((receiver) => Object.assign(receiver, { endRound })) };
}

function inputCount({ node }: Stage): number {
  return node.kind === "operator" ? (node.operator.inputs ?? 1) : node.kind === "loop" ? node.inputs.length : 1;
}

interface SinkPlace {
  readonly subtask: number;
  readonly channels: number;
  /** The number of its first channel among those of all outputs. */
  readonly first: number;
}

function sinkReceiver(sink: LoopSink, { subtask, channels, first }: SinkPlace, sinks: BodySinks): Receiver {
  const isOutput = sink.role === "output";
  let open = channels;
  return {
    receive: (batch) => sinks.receive(sink, subtask, batch),
    watermark: (timeMs, _, channel) => {
      if (isOutput) sinks.watermark(timeMs, first + channel);
    },
    status: (status, timeMs, _, channel) => {
      if (isOutput) sinks.status(status, timeMs, first + channel);
    },
    barrier: () => undefined,
    end: () => {
      if (--open > 0) return;
      open = channels;
      sinks.end();
    },
    get needed() {
      return sinks.needed();
    },
  };
}
