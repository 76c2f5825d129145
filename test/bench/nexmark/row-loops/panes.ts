export interface Pane<Content> {
  readonly start: number;
  readonly content: Content;
}

export interface Panes<Content> {
  /** In the order of their start. */
  readonly open: Pane<Content>[];
  /** What the pane of a time holds; the one used last is at hand. */
  of(time: number): Content;
}

/** Stretches of time of one size, each made when first needed. */
export function panesOf<Content>(sizeMs: number, empty: () => Content): Panes<Content> {
  const open: Pane<Content>[] = [];
  let current: Pane<Content> | undefined;

  const find = (start: number): Pane<Content> => {
    const known = open.find((pane) => pane.start === start);
    if (known !== undefined) return known;
    const pane = { start, content: empty() };
    open.push(pane);
    open.sort((a, b) => a.start - b.start);
    return pane;
  };
  return {
    open,
    of(time) {
      if (current === undefined || time < current.start || time >= current.start + sizeMs) {
        current = find(time - (time % sizeMs));
      }
      return current.content;
    },
  };
}
