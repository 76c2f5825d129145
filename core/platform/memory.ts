import { getHeapStatistics } from "node:v8";

/** What the process may hold at most before its engine gives up, bytes: `--max-old-space-size` where that is given. */
export function heapLimitBytes(): number {
  try {
    const { heap_size_limit: limit } = getHeapStatistics();
    return limit > 0 ? limit : assumedBytes;
  } catch {
    // Not every runtime tells.
    return assumedBytes;
  }
}

const assumedBytes = 2 ** 31;
