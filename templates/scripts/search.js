// Searches the papers of this site. What it shows are texts of records: they become text on the page,
// never HTML. The index is that of Pagefind, whose program is in the first part of the index.

const STEP = 10; // papers that are shown at once
const MOST_CHECKED = 100; // papers that are read to see whether they have what was asked for
const SHORTEST = 4; // characters of the beginning of an identifier
const EXCERPT = 260; // characters

const place = document.getElementById("search");
const form = place.querySelector("form");
const input = form.elements.q;
const said = document.getElementById("found");
const list = place.querySelector(".hits");
const more = place.querySelector(".more");
const choices = form.querySelector(".kinds");
const without = document.getElementById("without-search");
const root = new URL(place.dataset.root, location.href);
const listed = new URL(place.dataset.index, location.href);

let index; // once it is loaded
let asked = 0; // the number of the last search; an older one shows nothing
let found = []; // where all papers are that were found
let isLoose = false; // whether none of them has all words
let wanted = []; // those of them whose kinds are wanted
let shown = 0;
let marks; // what to mark in texts

// ---------------------------------------------------------------- the index

async function json(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${response.status} ${url.pathname}`);
  return response.json();
}

async function load() {
  const about = await json(listed, { cache: "no-cache" });
  const parts = about.parts.map((part, at) => ({ ...part, at, url: new URL(part.path, listed), blocks: [] }));
  let pagefind = null;
  if (parts.length) {
    const [first, ...others] = parts;
    pagefind = await import(new URL(`pagefind.js?${first.key}`, first.url));
    await pagefind.options({ metaCacheTag: first.key });
    await pagefind.init();
    const merge = (part) => pagefind.mergeIndex(part.url.pathname, { metaCacheTag: part.key });
    await Promise.all(others.map(merge));
  }
  const run = new RegExp(`[${about.unspaced}]+`, "gu");
  const before = new RegExp(`^(?:${about.before})`, "iu");
  return { ...about, parts, pagefind, run, before, versioned: new RegExp(about.versioned, "u") };
}

let loading;
function opened() {
  loading ??= load().then((it) => {
    index = it;
    showChoices();
  });
  return loading;
}

// Where the papers of a part are, and of which kinds, by the ids that Pagefind gives to them.
function placesIn(part) {
  part.places ??= json(new URL(`papers.json?${part.key}`, part.url)).then(({ ids, kinds }) => {
    return new Map(ids.map((id, at) => [`${part.language}_${id}`, { part, at, kind: kinds[at] }]));
  });
  return part.places;
}

async function paperAt({ part, at }) {
  const number = Math.floor(at / index.block);
  part.blocks[number] ??= json(new URL(`papers-${number}.json?${part.key}`, part.url));
  return (await part.blocks[number])[at % index.block];
}

// ---------------------------------------------------------------- a query

const charactersOf = (run) => run.match(/\P{M}\p{M}*/gu) ?? [];

// Of a run without spaces, each character with the next one, as it was indexed.
function pairsOf(run) {
  const characters = charactersOf(run);
  if (characters.length < 2) return run;
  return characters.slice(1).map((each, at) => characters[at] + each).join(" ");
}

function identifierOf(text) {
  const bare = text.replace(index.before, "").replace(index.versioned, "$1");
  return bare.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

// Whether a query is an identifier or the beginning of one, rather than words.
function isIdentifier(text) {
  if (/\s/.test(text)) return false;
  if (index.before.test(text)) return true;
  const forms = [/^10\.\d{4,}/, /^\d{4}\.\d/, /^[\da-f]{8}-/i, /^(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{4,}$/i];
  return forms.some((form) => form.test(text));
}

const textsOf = (paper) => [paper.title, ...(paper.text ?? []), ...(paper.topics ?? []), ...(paper.creators ?? [])];

function asWords(text) {
  const runs = (text.match(index.run) ?? []).filter((run) => charactersOf(run).length > 1);
  const has = (paper) => runs.every((run) => textsOf(paper).some((each) => each.normalize("NFKC").includes(run)));
  const words = text.replace(index.run, (run) => ` ${pairsOf(run)} `).trim();
  return { words, has: runs.length ? has : null };
}

function asIdentifier(text) {
  const identifier = identifierOf(text);
  // Pagefind takes the ends of English words off, also where an identifier ends in letters.
  const stem = identifier.replace(/\p{L}+$/u, "");
  return {
    words: stem.length < SHORTEST ? identifier : stem,
    has: (paper) => paper.ids.some((each) => each.startsWith(identifier)),
    isFirst: (paper) => paper.ids.includes(identifier),
  };
}

async function search(text) {
  if (isIdentifier(text) && identifierOf(text).length >= SHORTEST) {
    const papers = await searchFor(asIdentifier(text));
    if (papers.length) return { papers };
  }
  const papers = await searchFor(asWords(text));
  // For a word that no paper has, Pagefind takes its beginning, down to a letter.
  const words = wordsOf(text).map((word) => folded(word).slice(0, Math.max(3, word.length - 4)));
  const best = await Promise.all(papers.slice(0, STEP).map(paperAt));
  const isLoose = words.length > 0 && !best.some((paper) => words.every((word) => begins(paper, word)));
  return isLoose && words.length === 1 ? { papers: [] } : { papers, isLoose };
}

const wordsOf = (text) => text.replace(index.run, " ").split(/[^\p{L}\p{N}]+/u).filter((word) => word);

// Whether a word of a paper begins like this. Other forms of an English word end otherwise.
function begins(paper, word) {
  const beginning = new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "u");
  return [...textsOf(paper), ...paper.ids].some((text) => beginning.test(folded(text.normalize("NFKC"))));
}

async function searchFor({ words, has, isFirst }) {
  const { results } = await index.pagefind.search(words);
  const languageOf = (id) => id.slice(0, id.lastIndexOf("_"));
  const languages = new Set(results.map(({ id }) => languageOf(id)));
  const parts = index.parts.filter((part) => languages.has(part.language));
  const places = new Map();
  for (const part of await Promise.all(parts.map(placesIn))) for (const each of part) places.set(...each);
  const papers = results.flatMap(({ id, score }) => (places.has(id) ? [{ ...places.get(id), score }] : []));
  papers.sort((a, b) => b.score - a.score || b.part.at - a.part.at || b.at - a.at);
  if (!has || papers.length > MOST_CHECKED) return papers;
  const read = await Promise.all(papers.map(async (each) => [each, await paperAt(each)]));
  const kept = read.filter(([, paper]) => has(paper));
  if (isFirst) kept.sort(([, a], [, b]) => isFirst(b) - isFirst(a));
  return kept.map(([each]) => each);
}

// ---------------------------------------------------------------- marks in texts

// A text of the same length, in which letters have no case and no marks.
function folded(text) {
  return text.replace(/\P{ASCII}|[A-Z]/gu, (each) => {
    const bare = each.normalize("NFD").replace(/\p{M}+$/u, "").toLowerCase();
    return bare.length === each.length ? bare : each;
  });
}

function marksOf(text) {
  const runs = text.match(index.run) ?? [];
  // Other forms of an English word begin alike.
  const begin = wordsOf(text).map((word) => folded(word).replace(/(?<=.{3})(?:ing|ed|es|s|e)$/, ""));
  const latin = begin.map((word) => `(?<![\\p{L}\\p{N}])${word}[\\p{L}\\p{N}]*`);
  const all = [...runs, ...latin];
  return all.length ? new RegExp(all.join("|"), "gu") : null;
}

function marked(text, from = 0, to = text.length) {
  const pieces = [];
  let at = from;
  for (const match of marks ? folded(text).matchAll(marks) : []) {
    if (match.index < at || match.index + match[0].length > to) continue;
    pieces.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    pieces.push(element("mark", { text: text.slice(match.index, at) }));
  }
  pieces.push(text.slice(at, to));
  return pieces;
}

// The part of the texts of a paper around the first place to mark.
function excerpt(texts) {
  const text = texts.find((each) => marks && folded(each).search(marks) >= 0) ?? texts[0] ?? "";
  const first = marks ? Math.max(0, folded(text).search(marks)) : 0;
  if (text.length <= EXCERPT) return marked(text);
  let from = Math.max(0, Math.min(first - EXCERPT / 3, text.length - EXCERPT));
  let to = Math.min(text.length, from + EXCERPT);
  if (from) from = endOfWord(text, from, first);
  if (to < text.length) to = endOfWord(text, to, text.length);
  return [from ? "… " : "", ...marked(text, from, to), to < text.length ? " …" : ""];
}

function endOfWord(text, from, limit) {
  const at = Math.floor(from);
  const space = text.slice(at, Math.min(limit, at + 30)).search(/\s/);
  if (space >= 0) return at + space;
  return /[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at + 1 : at;
}

// ---------------------------------------------------------------- what is shown

// The words are on the page.
function say(what, values = {}) {
  const words = place.querySelector(`[data-say="${what}"]`).content.cloneNode(true);
  for (const each of words.querySelectorAll("[data-value]")) each.textContent = values[each.dataset.value];
  return words.textContent;
}

function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  if (text) made.textContent = text;
  made.append(...children.filter((each) => each));
  return made;
}

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const [made, use] = ["svg", "use"].map((each) => document.createElementNS(space, each));
  for (const [key, value] of [["class", "icon"], ["aria-hidden", "true"], ["focusable", "false"]]) made.setAttribute(key, value);
  use.setAttribute("href", `#${name}`);
  made.append(use);
  return made;
}

function hit(paper) {
  const { tone, icon: name, status, verdict, evidence, title, cut, record, language, date, day, score } = paper;
  const its = { lang: language, dir: "auto" };
  const tag = element("span", { class: "tag" }, icon(name), status);
  const notes = [verdict, evidence].filter((each) => each).map((text) => element("small", { text }));
  const link = element("a", { href: new URL(paper.path, root), ...its }, ...marked(title));
  const facts = [
    element("span", { class: "id", text: record }),
    date ? element("time", { datetime: day, text: date }) : element("span", { text: say("undated") }),
    score && element("span", { text: `${say("score")} ${score}/10` }),
    paper.transcription && element("span", { text: say("transcription") }),
  ];
  return element(
    "li",
    { class: `is-${tone}` },
    element("p", { class: "v" }, tag, ...notes),
    element("p", { class: "t" }, link, cut && element("span", { class: "cut", text: ` ${cut}` })),
    element("p", { class: "x", ...its }, ...excerpt(paper.text ?? [])),
    element("p", { class: "f" }, ...facts),
  );
}

function showChoices() {
  const wantedKeys = new URLSearchParams(location.search).getAll("only");
  for (const [at, kind] of index.kinds.entries()) {
    const box = element("input", { type: "checkbox", name: "only", value: kind.key });
    box.checked = wantedKeys.includes(kind.key);
    const label = element("span", { class: `is-${kind.tone}` }, icon(kind.icon), `${kind.label} `);
    choices.append(element("label", {}, box, label, element("span", { class: "n", "data-kind": String(at) })));
  }
}

function countKinds() {
  const counts = index.kinds.map(() => 0);
  for (const { kind } of found) counts[kind] += 1;
  for (const each of choices.querySelectorAll("[data-kind]")) {
    const count = counts[each.dataset.kind];
    each.textContent = count.toLocaleString("en");
    each.closest("label").hidden = !count && !each.closest("label").control.checked;
  }
  choices.hidden = !found.length;
}

async function showFound(mine) {
  const only = [...choices.querySelectorAll("input")].map((box) => box.checked);
  wanted = only.includes(true) ? found.filter(({ kind }) => only[kind]) : found;
  const papers = await Promise.all(wanted.slice(0, STEP).map(paperAt));
  if (mine !== asked) return;
  list.replaceChildren(...papers.map(hit));
  list.start = 1;
  settle(papers.length);
  countKinds();
  remember();
}

function settle(count) {
  shown = count;
  list.hidden = !shown;
  more.hidden = shown >= wanted.length;
  without.hidden = found.length > 0;
  const query = input.value.trim();
  const number = (wanted.length || found.length).toLocaleString("en");
  if (!query) said.textContent = "";
  else if (!index.parts.length) said.textContent = say("empty");
  else if (!found.length) said.textContent = say("none");
  else {
    const rest = wanted.length ? shown < wanted.length && say("best", { shown }) : say("other");
    const some = isLoose && say("similar");
    said.textContent = [some, say("found", { number }), rest].filter((each) => each).join(" ");
  }
}

function trouble(error) {
  console.error(error);
  said.textContent = say("trouble");
  without.hidden = false;
}

// The address shows the search, so that it can be kept and sent.
let waiting;
function remember() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const search = new URLSearchParams(new FormData(form));
    if (!input.value.trim()) search.delete("q");
    history.replaceState(null, "", search.size ? `?${search}` : location.pathname);
  }, 300);
}

async function run() {
  const mine = ++asked;
  place.ariaBusy = "true";
  const text = input.value.normalize("NFKC").trim();
  try {
    await opened();
    const answer = text && index.pagefind ? await search(text) : { papers: [] };
    if (mine !== asked) return;
    found = answer.papers;
    isLoose = answer.isLoose;
    marks = text && marksOf(text);
    await showFound(mine);
  } catch (error) {
    if (mine === asked) trouble(error);
  }
  if (mine === asked) place.ariaBusy = null;
}

// ---------------------------------------------------------------- what the reader does

input.addEventListener("input", run);
choices.addEventListener("change", () => showFound(++asked).catch(trouble));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

more.addEventListener("click", async () => {
  const mine = asked;
  try {
    const papers = await Promise.all(wanted.slice(shown, shown + STEP).map(paperAt));
    if (mine !== asked) return;
    list.append(...papers.map(hit));
    settle(shown + papers.length);
  } catch (error) {
    trouble(error);
  }
});

// The arrow keys go from the field through what was found, Escape goes back to the field.
place.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const isField = document.activeElement === input;
  if (event.key === "Escape" && at >= 0) input.focus();
  else if (event.key === "ArrowDown" && (isField || at >= 0) && links[at + 1]) links[at + 1].focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? input).focus();
  else return;
  event.preventDefault();
});

input.value = new URLSearchParams(location.search).get("q") ?? "";
without.querySelector("[data-why]").hidden = true;
run();
