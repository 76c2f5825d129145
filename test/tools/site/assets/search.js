// The search: an index that was made when the site was, loaded when somebody first wants it. Works from a folder.
const root = document.documentElement.dataset.root;
const box = document.querySelector("search");
const input = document.querySelector("#query");
const found = document.querySelector("#found");
const status = found.querySelector("p");
const list = found.querySelector("ol");
const shownAtMost = 12;
let loading;

box.hidden = false;

function load() {
  loading ??= Promise.all(["minisearch.js", "search-index.js"].map(loadScript)).then(() => {
    const { options, index } = globalThis.millraceSearch;
    return MiniSearch.loadJSON(index, options);
  });
  return loading;
}

function loadScript(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${root}assets/${name}`;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`assets/${name} is not there: build the site again`));
    document.head.append(script);
  });
}

async function search() {
  const words = input.value.trim();
  if (words === "") return close();
  try {
    const index = await load();
    if (words !== input.value.trim()) return; // what was typed meanwhile has its own search
    show(
      index.search(words, {
        prefix: (term) => term.length > 1,
        fuzzy: (term) => (term.length > 4 ? 0.2 : false),
        boost: { title: 6 },
        combineWith: "AND",
      }),
    );
  } catch (error) {
    list.replaceChildren();
    status.textContent = `The search does not work: ${error.message}`;
    found.hidden = false;
  }
}

function show(results) {
  status.textContent = results.length === 0 ? "Nothing found" : `${results.length} found`;
  list.replaceChildren(...results.slice(0, shownAtMost).map(itemOf));
  found.hidden = false;
}

function itemOf({ href, title, place, start }) {
  const link = document.createElement("a");
  link.href = root + href;
  link.append(elementOf("strong", title), elementOf("span", place), elementOf("small", start));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function elementOf(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function close() {
  found.hidden = true;
  list.replaceChildren();
}

input.addEventListener("focus", () => load().catch(() => {}), { once: true });
input.addEventListener("input", search);

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
  }
});

box.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") {
    close();
    input.focus();
  } else if (event.key === "Enter" && at < 0 && links.length > 0) {
    links[0].click();
  } else if (event.key === "ArrowDown" && at + 1 < links.length) {
    event.preventDefault();
    links[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (links[at - 1] ?? input).focus();
  }
});

box.addEventListener("focusout", (event) => {
  if (event.relatedTarget !== null && !box.contains(event.relatedTarget)) close();
});
document.addEventListener("click", (event) => {
  if (!box.contains(event.target)) close();
});
// On a narrow screen the contents would stand before every text.
if (matchMedia("(max-width: 60rem)").matches) document.querySelector("nav.contents details")?.removeAttribute("open");
