import { isForward, type Stage } from "./stage.ts";

/**
 * The sources whose rows reach a stage batch by batch as they were read: by no exchange, and only through steps that keep
 * nothing. None where some of its rows come another way.
 */
export function directSources(stage: Stage): readonly Stage[] {
  const sources = stage.edges.map((edge) => (isForward(edge, stage) ? sourcesThrough(edge.from) : []));
  return sources.some(({ length }) => length === 0) ? [] : [...new Set(sources.flat())];
}

function sourcesThrough(stage: Stage): readonly Stage[] {
  const { node } = stage;
  if (node.kind === "source") return [stage];
  if (node.kind !== "operator") return [];
  const { state = [], eventTime } = node.operator;
  // What an operator without state gives is of the batch that it was just given, and so it is where times are taken.
  return state.length === 0 || eventTime !== undefined ? directSources(stage) : [];
}
