// What every page shares: words as text only, the story's clock, asking once, and coming back.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("aria-")) node.setAttribute(key, String(value));
    else if (value === false) continue;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}
export const $ = (id) => document.getElementById(id);

// Rows that stay where they are while they stay the same, so that focus and half-written words do.
const made = new WeakMap();
export function fill(parent, items, key, make) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const seen = new Set();
  let place = parent.firstElementChild;
  items.forEach((item, at) => {
    let name = String(key(item, at));
    while (seen.has(name)) name += "+";
    seen.add(name);
    const json = JSON.stringify(item);
    let node = old.get(name);
    if (!node || made.get(node) !== json) {
      const fresh = make(item, at);
      fresh.dataset.key = name;
      made.set(fresh, json);
      if (node) {
        const busy = node.contains(document.activeElement) || node.querySelector("textarea, input[type=text]");
        if (busy) carry(node, fresh);
        if (place === node) place = fresh;
        const label = focused(node);
        node.replaceWith(fresh);
        if (label) refocus(fresh, label);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  });
  for (const node of [...parent.children]) if (!seen.has(node.dataset.key)) node.remove();
}
// An open form moves over to the new row as it is.
function carry(from, to) {
  const form = from.querySelector("form.open");
  const place = to.querySelector(".form");
  if (form && place) place.replaceChildren(form);
}
function focused(node) {
  const active = document.activeElement;
  return node.contains(active) && active.tagName === "BUTTON" ? active.textContent : null;
}
function refocus(node, label) {
  const same = [...node.querySelectorAll("button")].find((b) => b.textContent === label);
  if (same) same.focus();
}

export let me = null;
export async function whoami() {
  for (;;) {
    try {
      const answer = await fetch("/api/me");
      if (answer.ok) {
        const known = await answer.json();
        return known.page ? (me = known) : null;
      }
    } catch { /* the network, or the program is starting again */ }
    await pause(1000);
  }
}
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// Asks until there is an answer; the same key makes sure that it is done once.
export async function ask(path, body) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 5000)) {
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json", "x-sandtable": me ? me.token : "" },
        body: JSON.stringify(body),
      });
      if (answer.status === 429) { await pause(1500); continue; }
      const value = await answer.json();
      if (!answer.ok) return { error: value.error || "that did not work" };
      return value;
    } catch { await pause(wait + Math.random() * 300); }
  }
}

// A stream that comes back by itself and says what it has.
export function listen(path, handlers, away) {
  let source, since = "", gone = 0;
  const open = () => {
    const join = path.includes("?") ? "&" : "?";
    source = new EventSource(since ? path + join + "since=" + since : path);
    source.onopen = () => { gone = 0; away(false); };
    source.onerror = () => {
      if (++gone > 1) away(true);
      if (source.readyState === EventSource.CLOSED) { source.close(); setTimeout(open, 1000 + Math.random() * 1000); }
    };
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) since = event.lastEventId;
        handle(JSON.parse(event.data));
      });
    }
  };
  open();
  return () => source.close();
}

// -- the story's clock --
const clock = { now: 0, speed: 100, paused: true, ended: false, frozen: false, at: 0 };
let beat = () => {};
export function setClock(view) { Object.assign(clock, view, { at: performance.now() }); beat(); }
export function now() {
  const passed = clock.paused || clock.ended ? 0 : (performance.now() - clock.at) * clock.speed / 100;
  return clock.now + passed;
}
export { clock };
let starts = 0;
export function setStart(ms) { starts = ms; }
const two = (n) => String(n).padStart(2, "0");
export function wall(ms, seconds = false) {
  const all = Math.floor((starts + ms) / 1000), day = all % 86400;
  const text = two(Math.floor(day / 3600)) + ":" + two(Math.floor(day / 60) % 60);
  return seconds ? text + ":" + two(day % 60) : text;
}
// The story time of a clock on the wall, the next one after the start.
export function storyOf(text) {
  const [h, m] = text.split(":").map(Number);
  let ms = (h * 60 + m) * 60000 - starts;
  while (ms < 0) ms += 86400000;
  return ms;
}
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return s + " s";
  if (s < 7200) return Math.round(s / 60) + " min";
  return Math.floor(s / 3600) + " h " + Math.floor(s / 60) % 60 + " min";
}
export function countdown(ms) {
  const late = ms < 0, s = Math.floor(Math.abs(ms) / 1000);
  const text = s >= 3600 ? Math.floor(s / 3600) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60) : Math.floor(s / 60) + ":" + two(s % 60);
  return late ? text + " late" : "in " + text;
}
export function severity(view) {
  if (!view) return null;
  const pips = view.pips || Math.max(1, 5 - Number((/\d/.exec(view.word) || [4])[0]));
  const full = Math.min(4, pips);
  const marks = [0, 1, 2, 3].map((n) => el("b", { class: n < full ? "on" : "" }));
  return el("span", { class: "sev p" + full }, el("i", { "aria-hidden": "true" }, marks), view.word);
}
export function scale(node, words, ends) {
  // A segment is ten minutes; an hour where that would be too fine to see.
  const segment = ends > 6 * 3600000 ? 3600000 : 600000;
  const pair = 200 * segment / ends;
  node.style.backgroundSize = pair + "% 100%";
  node.replaceChildren(el("i"));
  const marks = [0, .25, .5, .75, 1].map((share) => el("span", {}, wall(ends * share)));
  words.replaceChildren(...marks);
}
export function pointer(node, ends) {
  const hand = node.querySelector("i");
  if (hand) hand.style.left = Math.min(100, now() / ends * 100) + "%";
}
// The clock at the top, and every countdown on the page, once a second.
export function ticking(each) {
  const tick = beat = () => {
    const at = now();
    for (const node of document.querySelectorAll("[data-due]")) {
      const left = Number(node.dataset.due) - at;
      node.textContent = countdown(left);
      node.classList.toggle("soon", left < 300000);
    }
    for (const node of document.querySelectorAll("[data-since]")) {
      node.textContent = node.dataset.word + " " + span(at - Number(node.dataset.since));
    }
    for (const node of document.querySelectorAll("[data-until]")) {
      node.textContent = "until " + wall(Number(node.dataset.until), true);
    }
    each(at);
  };
  tick();
  setInterval(tick, 1000);
}
export function clockWords() {
  if (clock.frozen) return "not recording: the exercise stands";
  if (clock.ended) return "over";
  if (clock.paused) return "the clock stands";
  return clock.speed === 100 ? "running" : "running ×" + clock.speed / 100;
}
export function say(text) { $("said").textContent = text; }
export function outcome(answer, what) {
  if (answer.error) return say("Not done: " + answer.error);
  if (answer.refused) return say("Not possible: " + answer.refused);
  if (answer.nothing) return say(answer.nothing);
  if (answer.several) return say("Several fit: choose one");
  say("Done: " + what);
}
