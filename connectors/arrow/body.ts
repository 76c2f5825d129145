import type { ByteRange } from "../../core/io/mod.ts";
import { hasZstd, unpackAll, unpackLz4, zstdDecompress } from "../../core/platform/mod.ts";
import type { BatchPlan } from "./message.ts";
import type { ArrowField, ArrowType } from "./schema.ts";

/** Where the nodes and buffers of a column begin. */
export interface BodyPlace {
  readonly node: number;
  readonly buffer: number;
  readonly views: number;
}

/** Where each column begins, and where the last one ends. */
export function columnPlaces(fields: readonly ArrowField[], plan: BatchPlan): readonly BodyPlace[] {
  const places: BodyPlace[] = [{ node: 0, buffer: 0, views: 0 }];
  for (const field of fields) places.push(behind(field, places.at(-1)!, plan));
  const { node, buffer } = places.at(-1)!;
  if (node * 2 > plan.nodes.length || buffer * 2 > plan.buffers.length)
    throw new RangeError(
      `${plan.buffers.length / 2} buffers of ${plan.nodes.length / 2} nodes, where the schema has ${buffer} of ${node}`,
    );
  return places;
}

function behind(field: ArrowField, place: BodyPlace, plan: BatchPlan): BodyPlace {
  if (field.dictionary !== undefined) return { ...place, node: place.node + 1, buffer: place.buffer + 2 };
  const isViews = (field.type.kind === "text" || field.type.kind === "binary") && field.type.offsets === "views";
  let next: BodyPlace = {
    node: place.node + 1,
    buffer: place.buffer + ownBuffers(field.type, plan.version) + (isViews ? (plan.viewBuffers[place.views] ?? 0) : 0),
    views: place.views + (isViews ? 1 : 0),
  };
  for (const child of field.children) next = behind(child, next, plan);
  return next;
}

function ownBuffers(type: ArrowType, version: number): number {
  switch (type.kind) {
    case "null":
      return 0;
    // Of no use, but there: Arrow's own writers leave it out from version 5 on.
    case "run ends":
      return version < 5 ? 1 : 0;
    case "struct":
    case "fixed list":
      return 1;
    case "text":
    case "binary":
      return type.offsets === "views" ? 2 : 3;
    case "list":
      return type.hasSizes ? 3 : 2;
    case "union":
      return (type.isDense ? 2 : 1) + (version < 5 ? 1 : 0);
    default:
      return 2;
  }
}

/** The bytes of the buffers from one place to another, from where the body begins. */
export function buffersRange(plan: BatchPlan, from: BodyPlace, to: BodyPlace): ByteRange | undefined {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (let buffer = from.buffer; buffer < to.buffer; buffer++) {
    const [at, size] = [plan.buffers[buffer * 2]!, plan.buffers[buffer * 2 + 1]!];
    if (size === 0) continue;
    start = Math.min(start, at);
    end = Math.max(end, at + size);
  }
  return end === 0 ? undefined : { start, end };
}

/** What is read of a body, node by node. */
export interface BodyCursor {
  readonly version: number;
  /** Rows of the next node, and how many of them have no value. */
  node(): { readonly rows: number; readonly absent: number };
  /** The next buffer, unpacked. */
  buffer(): Uint8Array;
  /** How many buffers of text the next column of views has. */
  views(): number;
  /** Passes over a column, the next one. */
  skip(field: ArrowField): void;
}

/** @param bytesOf Bytes of the body, from where it begins. */
export function bodyCursor(
  plan: BatchPlan,
  place: BodyPlace,
  bytesOf: (start: number, sizeBytes: number) => Uint8Array,
): BodyCursor {
  let { node, buffer, views } = place;
  return {
    version: plan.version,
    node: () => {
      const [rows, absent] = [plan.nodes[node * 2]!, plan.nodes[node * 2 + 1]!];
      node++;
      if (rows > mostItems) throw new RangeError(`${rows} values in one batch`);
      return { rows, absent };
    },
    buffer: () => {
      const [at, size] = [plan.buffers[buffer * 2]!, plan.buffers[buffer * 2 + 1]!];
      buffer++;
      if (size === 0) return new Uint8Array(0);
      const bytes = bytesOf(at, size);
      return plan.codec === undefined ? bytes : unpacked(bytes, plan.codec);
    },
    views: () => plan.viewBuffers[views++] ?? 0,
    skip: (field) => {
      ({ node, buffer, views } = behind(field, { node, buffer, views }, plan));
    },
  };
}

const mostItems = 2 ** 28;
/** No buffer needs more; one that claims it is damaged or hostile. */
const mostUnpackedBytes = 2 ** 30;

/** How many bytes one byte of LZ4 can stand for. */
const mostLz4 = 256;

/** The size unpacked stands in eight bytes before; −1 where nothing is packed. */
function unpacked(stored: Uint8Array, codec: "lz4" | "zstd"): Uint8Array {
  if (stored.length < 8) throw new RangeError(`a packed buffer of ${stored.length} bytes`);
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const [low, high] = [view.getUint32(0, true), view.getInt32(4, true)];
  const content = stored.subarray(8);
  if (high === -1 && low === 0xffffffff) return content;
  if (high !== 0 || low > mostUnpackedBytes) throw new RangeError(`a buffer of ${high * 2 ** 32 + low} bytes unpacked`);
  if (low === 0) return new Uint8Array(0);
  if (codec === "lz4" && low > content.length * mostLz4)
    throw new RangeError(`${content.length} bytes that unpack to ${low}`);
  if (codec === "zstd" && !hasZstd)
    throw new RangeError("the codec zstd, which this runtime lacks (Node 22.15 and later have it)");
  const bytes = codec === "zstd" ? zstdDecompress(content, low) : unpackAll(unpackLz4(), content, low);
  if (bytes.length !== low) throw new RangeError(`a buffer of ${bytes.length} bytes unpacked, which must have ${low}`);
  return bytes;
}
