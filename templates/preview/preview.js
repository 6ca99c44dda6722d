// Updates a page when a file that it is rendered from was saved; unchanged elements stay.
"use strict";

const here = document.getElementById("sg-preview");
const token = here.dataset.token;
let events = null;
let version = here.dataset.version;
let isAsking = false;
let asked = null;  // Why the page has to be asked for (again): "change" or "known".
let unexplained = [];  // What changed before the event of the saved file came.

const top_ = () => document.getElementById("sg-preview");
const say = (text) => { const state = top_()?.querySelector(".sg-state"); if (state) state.textContent = text; };

// ---------------------------------------------------------------- updating the tree of elements

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName
  && (one.id ?? "") === (other.id ?? "");

function takeAttributes(old, fresh) {
  let changed = false;
  for (const { name } of [...old.attributes]) {
    // Details that a reader opened stay open.
    if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) {
      old.removeAttribute(name);
      changed = true;
    }
  }
  for (const { name, value } of fresh.attributes) {
    // The source of a frame is changed only by showPdf.
    if (old.nodeName === "IFRAME" && name === "src") continue;
    if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
      changed = true;
    }
  }
  return changed;
}

function take(old, fresh, changed) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    if (old.parentElement) changed.push(old.parentElement);
    return;
  }
  takeAttributes(old, fresh);
  takeChildren(old, fresh, changed);
}

function takeChildren(old, fresh, changed) {
  const before = [...old.childNodes].filter((each) => each.nodeName !== "SCRIPT");
  const after = [...fresh.childNodes].filter((each) => each.nodeName !== "SCRIPT");
  while (before.length && after.length && before[0].isEqualNode(after[0])) { before.shift(); after.shift(); }
  let next = null;
  while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1))) { next = before.pop(); after.pop(); }
  if (!next) next = old.querySelector(":scope > script");
  for (const each of after) {
    if (before.length && alike(before[0], each)) {
      take(before.shift(), each, changed);
      continue;
    }
    const at = before.findIndex((candidate) => alike(candidate, each));
    if (at > 0 && each.nodeType === Node.ELEMENT_NODE) {
      for (const gone of before.splice(0, at)) { gone.remove(); changed.push(old); }
      take(before.shift(), each, changed);
      continue;
    }
    const made = document.importNode(each, true);
    old.insertBefore(made, before[0] ?? next);
    changed.push(made.nodeType === Node.ELEMENT_NODE ? made : old);
  }
  for (const gone of before) { gone.remove(); changed.push(old); }
}

// ---------------------------------------------------------------- showing a new version

function show(text, at) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const changed = [];
  document.title = fresh.title;
  if (events?.readyState === EventSource.OPEN) fresh.documentElement.dataset.sgListens = "1";
  takeAttributes(document.documentElement, fresh.documentElement);
  take(document.body, fresh.body, changed);
  version = top_().dataset.version;
  const seen = changed.filter((each) => each.isConnected && each.closest("main") && each.nodeName !== "MAIN");
  for (const each of seen) {
    each.classList.remove("sg-changed");
    requestAnimationFrame(() => each.classList.add("sg-changed"));
    each.addEventListener("animationend", () => each.classList.remove("sg-changed"), { once: true });
  }
  if (at === "change") {
    const goals = seen.length ? seen : unexplained.filter((each) => each.isConnected);
    if (goals.length && !goals.some(isVisible)) goals[0].scrollIntoView({ block: "center" });
    unexplained = [];
  } else if (seen.length && top_().dataset.folder) {
    unexplained = seen;
  }
  document.dispatchEvent(new CustomEvent("sg-shown", { detail: { changed: seen.length } }));
}

function isVisible(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > top_().getBoundingClientRect().bottom && box.top < innerHeight;
}

async function ask(why) {
  if (asked !== "change") asked = why;
  if (isAsking) return;
  isAsking = true;
  try {
    while (asked) {
      const reason = asked;
      asked = null;
      const answer = await fetch(location.pathname + location.search, { headers: { "X-Sitegen-Again": "1" } });
      show(await answer.text(), reason);
    }
  } catch (error) {
    say("The preview does not respond: is `sitegen serve` still running?");
  } finally {
    isAsking = false;
  }
}

function showStyles() {
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) {
    const fresh = new URL(sheet.href);
    fresh.searchParams.set("v", version + "." + Date.now());
    sheet.href = fresh.href;
  }
}

async function showPdf() {
  const frame = document.getElementById("sg-pdf");
  if (!frame) return ask("change");
  const fresh = new URL(frame.src, location.href);
  fresh.searchParams.set("v", String(Date.now()));
  // Fetched before it is shown, so that the old PDF stays until the new one is ready, and while the
  // record has errors. The page for 404 and 422 says why the record has no PDF any more.
  const answer = await fetch(fresh, { headers: { "X-Sitegen-Again": "1" } });
  const seconds = Number(answer.headers.get("Retry-After"));
  if (seconds) setTimeout(showPdf, 1000 * seconds);
  if (answer.ok || answer.status === 404 || answer.status === 422) {
    fresh.hash = answer.headers.get("X-Sitegen-Changed") ? "nameddest=sitegen-changed" : "";
    frame.src = fresh.href;
  }
  await ask("known");
}

// ---------------------------------------------------------------- events of the server

function concerns(data) {
  const { folder, kind } = top_().dataset;
  return data.all || (folder ? data.folders.includes(folder) : kind !== "schema");
}

function listen() {
  if (events) events.close();
  events = new EventSource(`/-/events?token=${encodeURIComponent(token)}&since=${version}`);
  events.addEventListener("change", (event) => {
    const data = JSON.parse(event.data);
    if (!concerns(data)) return;
    if (data.styles) showStyles();
    if (top_().dataset.kind === "pdf") showPdf(); else ask("change");
  });
  events.addEventListener("state", (event) => say(JSON.parse(event.data).state));
  events.addEventListener("known", (event) => {
    const data = JSON.parse(event.data);
    say(data.state);
    if (top_().dataset.kind !== "pdf" && !(top_().dataset.folder && !data.done)) ask("known");
  });
  events.addEventListener("behind", () => { if (top_().dataset.kind === "pdf") showPdf(); else ask("known"); });
  events.addEventListener("open", () => document.documentElement.setAttribute("data-sg-listens", "1"));
  events.addEventListener("error", () => {
    document.documentElement.removeAttribute("data-sg-listens");
    say("The preview has stopped: run `sitegen serve` again.");
    if (events.readyState === EventSource.CLOSED) setTimeout(startAgain, 1000);
  });
}

// A restarted server has another token, which only a reloaded page knows.
async function startAgain() {
  try {
    if ((await fetch("/-/", { method: "HEAD" })).ok) { location.reload(); return; }
  } catch (error) { /* not yet */ }
  setTimeout(startAgain, 1000);
}

// Browsers allow few connections to one server, so a hidden page closes its own.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { events?.close(); events = null; } else listen();
});
if (!document.hidden) listen();
