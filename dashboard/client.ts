// What a browser has that is used here: other code must not come to lean on names that Node, Deno and Bun lack.
interface PageNode {
  readonly nodeType: number;
  nodeValue: string | null;
  readonly childNodes: ArrayLike<PageNode>;
  readonly nodeName: string;
  remove(): void;
  replaceWith(node: PageNode): void;
}
interface PageElement extends PageNode {
  id: string;
  textContent: string;
  disabled: boolean;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly attributes: ArrayLike<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  appendChild(node: PageNode): void;
  closest(selector: string): PageElement | null;
}
interface PageDocument {
  getElementById(id: string): PageElement | null;
  createElement(name: "template"): { innerHTML: string; readonly content: { readonly firstElementChild: PageElement } };
  addEventListener(kind: "click", handler: (event: { readonly target: PageElement }) => void): void;
}
interface ServerEvents {
  addEventListener(kind: string, handler: (event: { readonly data: string }) => void): void;
}
interface Browser {
  readonly document: PageDocument;
  readonly location: { readonly search: string; readonly pathname: string };
  readonly EventSource: new (url: string) => ServerEvents;
  fetch(url: string, options: object): Promise<{ readonly ok: boolean; json(): Promise<unknown> }>;
  confirm(question: string): boolean;
}

/**
 * What keeps a page up to date, in the browser: it is sent there as its own text, so that nothing of this module but the class
 * itself is there. Parts of the page come as markup, and only what differs is changed: focus, selection and the place of a screen
 * reader stay.
 */
class LivePage {
  readonly #window: Browser;

  constructor(window: unknown) {
    this.#window = window as Browser;
  }

  start(): void {
    const { document, location, EventSource } = this.#window;
    const page = location.pathname.endsWith("/step") ? "step" : "";
    const events = new EventSource(`events${location.search === "" ? "?" : `${location.search}&`}page=${page}`);
    events.addEventListener("section", ({ data }) => {
      const { id, html } = JSON.parse(data) as { id: string; html: string };
      this.#show(id, html);
    });
    events.addEventListener("open", () => this.#tell("live"));
    events.addEventListener("error", () => this.#tell("no connection: what is shown is old"));
    events.addEventListener("over", () => this.#tell("the run is over"));
    document.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-post]");
      if (button !== null) void this.#post(button);
    });
  }

  #tell(text: string): void {
    const place = this.#window.document.getElementById("connection");
    if (place !== null && place.textContent !== text) place.textContent = text;
  }

  async #post(button: PageElement): Promise<void> {
    const { confirm, fetch, document } = this.#window;
    const { post = "", ask } = button.dataset;
    if (ask !== undefined && !confirm.call(this.#window, ask)) return;
    const say = (text: string): void => {
      const place = document.getElementById("said");
      if (place !== null) place.textContent = text;
    };
    button.disabled = true;
    say("…");
    try {
      const answer = await fetch.call(this.#window, post, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      const { said, error } = (await answer.json()) as { said?: string; error?: string };
      say(said ?? error ?? "");
    } catch {
      say("The job did not answer; it may have ended.");
    }
    button.disabled = false;
  }

  #show(id: string, html: string): void {
    const { document } = this.#window;
    const shown = document.getElementById(id);
    if (shown === null) return;
    const template = document.createElement("template");
    template.innerHTML = html;
    this.#change(shown, template.content.firstElementChild);
  }

  /** Makes one element as another is. */
  #change(old: PageElement, next: PageElement): void {
    // What was said to a click stays until the next one.
    if (old.id === "said") return;
    for (const { name, value } of Array.from(next.attributes)) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of Array.from(old.attributes)) {
      if (next.getAttribute(name) === null && name !== "disabled") old.removeAttribute(name);
    }
    const [before, after] = [Array.from(old.childNodes), Array.from(next.childNodes)];
    after.forEach((node, at) => {
      const was = before[at];
      if (was === undefined) old.appendChild(node);
      else if (was.nodeType !== node.nodeType || was.nodeName !== node.nodeName) was.replaceWith(node);
      else if (node.nodeType === 1) this.#change(was as PageElement, node as PageElement);
      else if (was.nodeValue !== node.nodeValue) was.nodeValue = node.nodeValue;
    });
    for (const node of before.slice(after.length)) node.remove();
  }
}

/** The script of the page. */
export const clientScript: string = `new (${LivePage})(window).start();\n`;
