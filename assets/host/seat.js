import { $, el, fill, whoami, ask, key, listen, me, setClock, setStart, now, wall, span, severity, scale, pointer, ticking, clockWords, clock, say, outcome } from "/assets/common.js";

if (!await whoami()) location.replace("/");
const frame = me.frame;
setStart(frame.starts);
document.title = "Exercise: " + frame.title;
$("title").textContent = frame.title;
scale($("scale"), $("scalewords"), frame.ends);

let view = null, lines = [], era = -1, lobby = null;
const seated = me.seat !== null;

function act(deed, what) {
  say("Sending: " + what);
  return ask("/api/act", { key: key(), do: deed }).then((answer) => { outcome(answer, what); return answer; });
}

// -- forms for words --
function wordsForm(label, send, boxed) {
  const area = boxed ? el("input", { type: "number", min: 1, max: 600, "aria-label": label, placeholder: "minutes, if you set a time-box" }) : el("textarea", { "aria-label": label, maxlength: 1500 });
  const form = el("form", { class: "open", onsubmit: (event) => { event.preventDefault(); send(area.value); form.remove(); } },
    area, el("div", { class: "acts" }, el("button", { class: "primary" }, "Send"), el("button", { type: "button", onclick: () => form.remove() }, "Cancel")));
  queueMicrotask(() => area.focus());
  return form;
}

function needRow(need) {
  const place = el("div", { class: "form" });
  const choose = (choice) => {
    const deed = (text) => ({ choice: { need: need.title, key: choice.key, text } });
    if (choice.kind === "write") place.replaceChildren(wordsForm(need.title, (text) => act(deed(text), need.title)));
    else act(deed(null), choice.label + ": " + need.title).then((answer) => { if (answer.several) offer(answer.several); });
  };
  const when = need.kind === "due" ? el("span", { class: "due", "data-due": need.at }) : el("span", { class: "due", "data-since": need.at, "data-word": need.kind === "rings" ? "rings" : "waits" });
  return el("li", { class: "need", tabindex: "-1" }, el("div", { class: "hd" }, el("h3", {}, need.title), when),
    need.detail && el("p", {}, need.detail),
    el("div", { class: "acts" }, need.choices.map((c) => el("button", { type: "button", onclick: () => choose(c) }, upper(c.label)))), place);
}
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// The head of the incident document.
function headForm(incident) {
  const title = el("input", { id: "headtitle", maxlength: 200, autocomplete: "off", value: incident.title || "" });
  const about = el("textarea", { id: "headabout", maxlength: 1500 });
  about.value = incident.about || "";
  const closed = el("input", { type: "checkbox" });
  closed.checked = incident.private;
  const form = el("form", { class: "open", onsubmit: (event) => { event.preventDefault(); act({ describe: { title: title.value, text: about.value, private: closed.checked } }, "incident document").then((a) => { if (a.done || a.nothing) form.remove(); }); } },
    el("label", { for: "headtitle" }, "Title"), title, el("label", { for: "headabout" }, "What it is about"), about,
    el("label", { class: "check" }, closed, el("span", {}, "Private: only those who work on it see it")),
    el("div", { class: "acts" }, el("button", { class: "primary" }, "Save"), el("button", { type: "button", onclick: () => form.remove() }, "Cancel")));
  queueMicrotask(() => title.focus());
  return form;
}
function headPlace(incident) {
  const place = el("div", { class: "form" });
  return el("div", {}, el("div", { class: "acts" }, el("button", { type: "button", onclick: () => place.replaceChildren(headForm(incident)) }, "Edit title and description")), place);
}

// -- what can be done --
function doOption(option, place) {
  const send = (text, minutes) => act({ option: { words: option.words, text, minutes } }, option.words);
  if (option.writes) place.replaceChildren(wordsForm(option.words, (text) => send(text || null, null)));
  else if (option.boxed) place.replaceChildren(el("p", { class: "second" }, upper(option.words)), wordsForm("Time-box in minutes", (m) => send(null, Number(m) || null), true));
  else send(null, null);
}
function showOptions() {
  if (!view) return;
  const typed = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = view.options.filter((o) => typed.every((w) => (o.words + " " + o.kind).toLowerCase().includes(w)));
  fill($("options"), fits, (o) => o.words, (o) => el("button", { type: "button", onclick: () => doOption(o, document.querySelector("#pane-act .form")) },
    el("span", {}, upper(o.words)), el("span", {}, o.takes ? span(o.takes) : "at once")));
}
function offer(words) {
  const place = $("fits");
  place.hidden = words.length === 0;
  fill(place, words.slice(0, 12), (w) => w, (w) => el("button", { type: "button", onclick: () => { pick(w); } }, w));
}
function pick(words) {
  offer([]);
  $("line").value = "";
  const option = view.options.find((o) => o.words === words);
  if (option && (option.writes || option.boxed)) { tab("act"); doOption(option, document.querySelector("#pane-act .form")); }
  else act({ option: { words } }, words);
}
$("filter").addEventListener("input", showOptions);
$("line").addEventListener("input", () => {
  const typed = $("line").value.replace(/^\//, "").toLowerCase().split(/\s+/).filter(Boolean);
  if (!typed.length || !view) return offer([]);
  offer(view.options.filter((o) => typed.every((w) => o.words.toLowerCase().includes(w))).map((o) => o.words));
});
$("command").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("line").value.trim();
  if (!text) return;
  const answer = await act({ line: text }, text);
  if (answer.several) offer(answer.several);
  else if (!answer.nothing && !answer.error) { $("line").value = ""; offer([]); }
});
$("compose").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = $("words").value.trim(), kind = $("kind").value;
  if (!words) return;
  const answer = await act({ line: kind === "note" ? "note " + words : "say " + kind + " " + words }, kind === "note" ? "decision noted" : "said to " + kind);
  if (answer.done) $("words").value = "";
});

// -- tabs: three in the middle, five on a phone --
const PANES = ["now", "channel", "act", "incident", "who"];
function tab(name) {
  for (const pane of PANES) {
    $("pane-" + pane).classList.toggle("on", pane === name);
    const middle = $("tab-" + pane);
    if (middle && ["channel", "act", "incident"].includes(name)) {
      middle.setAttribute("aria-selected", pane === name);
      $("pane-" + pane).hidden = pane !== name;
    }
  }
  for (const b of $("tabbar").children) b.setAttribute("aria-current", b.dataset.key === name ? "page" : "false");
  if (name === "channel") $("lines").scrollTop = $("lines").scrollHeight;
  if (name === "act") showOptions();
}
for (const name of ["channel", "act", "incident"]) $("tab-" + name).addEventListener("click", () => tab(name));
document.querySelector("#middle [role=tablist]").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.children];
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  next.focus(); next.click();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    if (event.key === "Escape") { event.target.blur(); offer([]); }
    return;
  }
  if (event.key === "/") { event.preventDefault(); $("line").focus(); }
  if (event.key === "c") { tab("channel"); $("words").focus(); event.preventDefault(); }
  if (event.key === "a") { tab("act"); $("filter").focus(); event.preventDefault(); }
  const n = Number(event.key);
  if (n >= 1 && $("needs").children[n - 1]) { tab("now"); $("needs").children[n - 1].querySelector("button").focus(); }
});

// -- the desk --
let knownNeeds = new Set();
function show() {
  if (!view) return;
  const sev = severity(view.severity);
  $("sev").replaceChildren(...(sev ? [sev] : []));
  const shift = view.me.shift_ends ? ". Shift ends " + wall(view.me.shift_ends) : "";
  $("me").replaceChildren(me.name + ", you are ", el("b", {}, view.me.name), (frame.discussion ? "" : " (" + view.me.hat + ")" + shift) + " ", el("button", { type: "button", class: "plain", onclick: leave }, "Leave the seat"));
  fill($("needs"), view.needs, (n) => n.title, needRow);
  $("nothing").hidden = view.needs.length > 0;
  $("needcount").textContent = view.needs.length ? view.needs.length + ", most urgent first" : "";
  const fresh = view.needs.map((n) => n.title).filter((t) => !knownNeeds.has(t));
  if (fresh.length) $("told").textContent = fresh.join(". ");
  knownNeeds = new Set(view.needs.map((n) => n.title));
  $("busy").hidden = !view.busy;
  if (view.busy) $("busy").replaceChildren(el("span", {}, "Your hands are busy: " + view.busy.words), view.busy.until ? el("span", { class: "t", "data-until": view.busy.until }) : el("span", { class: "t", "data-since": view.busy.since, "data-word": "for" }));
  fill($("duties"), view.duties, (d) => d.title, (d) => el("div", { class: "row" }, el("span", {}, d.title + (d.closing ? ", closing word" : "")), el("span", { class: "due", "data-due": d.at }), el("span", { class: "wide quiet" }, d.who)));
  $("handsection").hidden = !view.handoffs.length;
  const steps = ["announced", "passed on in a call", "commander knows", "posted"];
  fill($("handoffs"), view.handoffs, (h) => h.role, (h) => el("div", { class: "row" }, el("b", { class: "wide" }, h.role + ": " + h.from + " to " + h.to), el("ol", { class: "wide" }, steps.map((s, n) => el("li", {}, el("span", { class: "st " + (h.steps[n] ? "done" : "unknown") }, (n + 1) + " " + s + (h.steps[n] ? "" : ", not yet")))))));
  fill($("roles"), view.roles, (r) => r.title, (r) => el("div", { class: "row" }, el("span", {}, el("span", { class: "quiet" }, r.title + " "), r.me ? el("b", {}, "you") : el("span", { class: r.held ? "" : "mine" }, r.who)), el("span", { class: "t" }, r.since !== null ? "since " + wall(r.since) : "")));
  $("rolecount").textContent = view.roles.filter((r) => r.held).length + " of " + view.roles.length + " held";
  fill($("tasks"), view.tasks, (t) => t.title + t.who, (t) => el("div", { class: "row" }, t.state === "done" ? el("span", { class: "st done" }, t.title) : el("b", {}, t.title), el("span", { class: "t" }, t.how), el("span", { class: "wide " + (t.state === "nobody" || t.state === "mine" ? "mine" : "quiet") }, t.who)));
  $("taskcount").textContent = view.tasks.filter((t) => t.state === "running").length + " running";
  $("tools").textContent = view.tools_lost.length ? "Gone: " + view.tools_lost.join(", ") : "";
  fill($("services"), view.services, (s) => s.title, (s) => el("div", { class: "row" }, el("b", {}, s.title), el("span", { class: "st " + s.state }, s.word + (s.since !== null && s.state !== "normal" ? ", since " + wall(s.since) : ""))));
  fill($("incidents"), view.incidents, (i) => i.declared, (i) => el("div", {}, el("h2", {}, i.title || frame.title, el("span", {}, i.closed ? "closed" : "open")), i.about && el("p", {}, i.about),
    el("dl", {}, [["Severity", i.severity], ["Visible to", i.private ? "those who work on it" : "everybody in the house"], ["Commander", i.commander || "nobody"], ["Declared", wall(i.declared) + " by " + i.by], ["Document", i.document ? "kept" : "not opened yet"]].map(([dt, dd]) => el("div", { class: "row" }, el("dt", { class: "quiet" }, dt), el("dd", {}, dd)))),
    i.closed ? null : headPlace(i)));
  fill($("causes"), view.hypotheses, (h) => h.cause, (h) => el("div", { class: "row" }, el("b", {}, h.cause), el("span", { class: "t" }, h.ruled_out ? "ruled out" : ""), el("ul", { class: "wide" }, h.says.map((s) => el("li", {}, (s.for ? "+ " : "− ") + s.what, el("span", { class: "quiet" }, " (" + s.from + ")"))))));
  fill($("marks"), view.marks.slice().reverse(), (m, n) => m.at + m.word, (m) => el("li", { class: "row" }, el("span", {}, m.word), el("span", { class: "t" }, wall(m.at))));
  const kinds = [["note", "Note a decision and why"], ...view.room.filter((w) => w !== "you").map((w) => [w, "Say to " + w])];
  if ($("kind").dataset.for !== JSON.stringify(kinds)) {
    const chosen = $("kind").value;
    $("kind").replaceChildren(...kinds.map(([value, text]) => el("option", { value }, text)));
    if (kinds.some(([v]) => v === chosen)) $("kind").value = chosen;
    $("kind").dataset.for = JSON.stringify(kinds);
  }
  if (frame.discussion) {
    if (shownEra !== era) { shownEra = era; shownCards = {}; $("cards").replaceChildren(); }
    return showCards();
  }
  showOptions();
  const waits = view.needs.length ? view.needs.length + " wait" : "quiet", open = view.roles.filter((r) => !r.held).length;
  const down = view.services.filter((s) => s.state === "down").length;
  fill($("tabbar"), [["now", "Now", waits], ["channel", "Channel", lines.length + " lines"], ["act", "Do", view.options.length + " open"], ["incident", "Incident", view.incidents.length ? "declared" : "none"], ["who", "Who, what", (open ? open + " open, " : "") + down + " down"]], (t) => t[0], (t) => el("button", { type: "button", "aria-current": $("pane-" + t[0]).classList.contains("on") ? "page" : "false", onclick: () => tab(t[0]) }, t[1], el("span", {}, t[2])));
}
function showLines(from) {
  const list = $("lines"), end = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  if (from === 0) list.replaceChildren();
  for (const l of lines.slice(from)) list.append(el("li", { class: "msg " + l.tone }, el("span", { class: "t" }, wall(l.at)), el("div", {}, l.tone === "tool" ? null : el("b", {}, upper(l.who) + " "), l.text)));
  if (end) list.scrollTop = list.scrollHeight;
}
function leave() { ask("/api/take", { person: null }); }

// -- a discussion: the card on everybody's screen, a box for each question --
if (frame.discussion) {
  document.body.classList.add("discussion");
  for (const node of document.querySelectorAll(".talk")) node.hidden = false;
  for (const node of document.querySelectorAll(".play, #middle, #pane-who, #bar, #tabbar")) node.hidden = true;
}
function questionRow(card, at, question, answer) {
  const id = "answer-" + card + "-" + at;
  const area = el("textarea", { id, maxlength: 1500 });
  area.value = answer || "";
  return el("form", { class: "open", onsubmit: (event) => { event.preventDefault(); if (area.value.trim()) act({ respond: { card, question: at, text: area.value.trim() } }, "answer written down"); } },
    el("label", { for: id }, question), area, el("div", { class: "acts" }, el("button", { class: answer ? "" : "primary" }, answer ? "Change my answer" : "Answer"), answer ? el("span", { class: "quiet" }, "written down") : null));
}
let shownCards = {}, shownEra = -1;
function showCards() {
  $("nocard").hidden = view.cards.length > 0;
  $("cardcount").textContent = view.cards.length > 1 ? view.cards.length + " so far" : "";
  const newest = view.cards.length - 1;
  // One box for each question, made once: what somebody is writing stays while the page goes on.
  view.cards.forEach((card, n) => {
    let node = shownCards[n];
    if (!node) {
      node = el("article", { class: "card" }, el("details", n === newest ? { open: true } : {}, el("summary", {}, el("b", {}, card.from || "Card " + (n + 1)), " ", el("span", { class: "t" }, wall(card.at))), el("p", { class: "words" }, card.text), el("div", { class: "asks" })));
      for (const other of Object.values(shownCards)) other.querySelector("details").open = false;
      shownCards[n] = node;
      $("cards").prepend(node);
    }
    fill(node.querySelector(".asks"), card.questions.map((q, at) => [q, card.answers[at]]), (q, at) => at, (q, at) => el("div", {}, questionRow(n, at, q[0], q[1])));
  });
}

// -- the lobby and the hot wash --
function showLobby() {
  if (!lobby) return;
  fill($("seats"), lobby.seats, (s) => s.person, (s) => el("div", { class: "row" }, el("span", {}, el("b", {}, s.title), " ", el("span", { class: "quiet" }, s.part)), s.taken ? el("span", { class: "quiet" }, s.taken) : el("button", { type: "button", onclick: () => ask("/api/take", { person: s.person }).then((a) => outcome(a, "you sit in " + s.title)) }, "Sit here")));
}
const QUESTIONS = ["What went well, and what made it go well?", "What did you not know when you needed it?", "What should the process change, and who starts with it?"];
fill($("questions"), QUESTIONS, (q) => q, (q) => {
  const area = el("textarea", { maxlength: 1500, "aria-label": q });
  return el("form", { onsubmit: (event) => { event.preventDefault(); if (area.value.trim()) act({ wash: { question: q, text: area.value.trim() } }, "answer sent").then((a) => { if (a.done) area.value = ""; }); } }, el("h3", {}, q), area, el("div", { class: "acts" }, el("button", {}, "Send")));
});

function stage() {
  $("wash").hidden = !clock.ended;
  $("lobby").hidden = seated || clock.ended;
  $("desk").hidden = !seated;
  $("bar").hidden = !seated || clock.ended || frame.discussion;
  $("tabbar").hidden = !seated || frame.discussion;
  const banner = clock.frozen ? "Not recording: the exercise stands until there is room on the disk." : clock.ended ? "The exercise is over." : clock.paused ? "The clock stands; the facilitator starts it." : "";
  $("banner").hidden = !banner;
  $("banner").textContent = banner;
  $("banner").classList.toggle("bad", clock.frozen);
}
if (!seated) $("me").textContent = "You are " + me.name + ", without a seat.";
listen("/api/stream", {
  clock: (news) => { setClock(news.view); stage(); },
  lobby: (news) => { if (news.view) lobby = news.view; showLobby(); stage(); },
  desk: (news) => {
    if (news.era !== era || news.from > lines.length) { era = news.era; lines = []; }
    lines = lines.slice(0, news.from).concat(news.lines);
    if (news.lines.length || news.from === 0) showLines(news.from);
    if (news.view) view = news.view;
    show(); stage();
  },
  moved: () => location.reload(),
}, (away) => { if (away) say("Reconnecting…"); else say("Connected"); });
let warned = {};
ticking((at) => {
  $("clock").textContent = wall(at, true);
  const first = view && view.first_alert !== null ? span(at - view.first_alert) + " since the first alert, " : "";
  $("clockwords").textContent = first + clockWords();
  pointer($("scale"), frame.ends);
  for (const d of view ? view.duties.filter((d) => d.mine) : []) {
    const left = d.at - at, step = left <= 0 ? "due" : left <= 60000 ? "1 min" : left <= 300000 ? "5 min" : "";
    const name = d.title + d.number + step;
    if (step && !warned[name]) { warned[name] = true; $("told").textContent = d.title + (step === "due" ? " is due" : " is due in " + step); }
  }
});
tab("channel"); tab("now");
