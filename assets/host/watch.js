import { $, el, fill, whoami, ask, key, listen, me, setClock, setStart, wall, severity, scale, pointer, ticking, clockWords, say, outcome } from "/assets/common.js";

if (!await whoami()) location.replace("/");
const frame = me.frame;
setStart(frame.starts);
$("title").textContent = frame.title;
// A facilitator comes from a seat of one of the teams; an observer has one team.
const asked = new URLSearchParams(location.search), room = Number(asked.get("room") || 0);
$("me").textContent = me.name + (me.kind === "facilitator" ? ", you look on" : ", you observe");
scale($("scale"), $("scalewords"), frame.ends);
let lines = [], era = -1, stop = null;
const says = (it, what) => ask("/api/watch", { key: key(), room, do: it }).then((answer) => { outcome(answer, what); return answer; });

function objectiveRow(o) {
  const reason = el("input", { "aria-label": "Why, for: " + o.text, placeholder: "why", maxlength: 600 });
  const set = o.rated ? o.rated.rating : null;
  return el("div", { class: "row" }, el("b", {}, o.text), el("span", { class: "pmsu", role: "group", "aria-label": "Rating" }, ["P", "S", "M", "U"].map((r) => el("button", { type: "button", "aria-pressed": set === r, onclick: () => says({ rate: { objective: o.name, rating: r, reason: reason.value } }, "rated " + r) }, r))),
    el("span", { class: "wide" }, reason), el("span", { class: "wide quiet" }, o.rated ? o.rated.by + ": " + o.rated.reason : ""));
}
$("noteform").addEventListener("submit", (event) => { event.preventDefault(); says({ note: { objective: $("noteon").value, text: $("note").value } }, "noted").then((a) => { if (a.done) $("note").value = ""; }); });
function show(view) {
  const sev = severity(view.severity);
  $("sev").replaceChildren(...(sev ? [sev] : []));
  if (frame.discussion) fill($("cards"), view.cards.slice().reverse(), (c, n) => c.at + c.text, (c) => el("div", { class: "card" }, el("p", {}, el("b", {}, c.from)), el("p", { class: "second" }, c.text), c.questions.map((q, at) => el("div", { class: "row" }, el("span", {}, q), el("span", { class: "wide quiet" }, c.answers[at] || "no answer yet")))));
  fill($("needs"), view.needs, (n) => n.title, (n) => el("li", { class: "row" }, el("b", {}, n.title), el("span", { class: "t", "data-since": n.at, "data-word": "since" }), n.detail && el("span", { class: "wide quiet" }, n.detail)));
  fill($("roles"), view.roles, (r) => r.title, (r) => el("div", { class: "row" }, el("span", { class: "quiet" }, r.title), el("span", {}, r.who)));
  fill($("tasks"), view.tasks, (t) => t.title + t.who, (t) => el("div", { class: "row" }, el("b", {}, t.title), el("span", { class: "t" }, t.how), el("span", { class: "wide quiet" }, t.who)));
  fill($("services"), view.services, (s) => s.title, (s) => el("div", { class: "row" }, el("b", {}, s.title), el("span", { class: "st " + s.state }, s.word)));
}
if (frame.discussion) for (const node of document.querySelectorAll(".play")) node.hidden = true;
function shadow(seat) {
  if (stop) stop();
  lines = []; era = -1; $("lines").replaceChildren();
  stop = listen("/api/watch/stream?room=" + room + (seat ? "&seat=" + encodeURIComponent(seat) : ""), {
    clock: (news) => setClock(news.view),
    objectives: (news) => {
      const all = news.view.objectives;
      fill($("objectives"), all, (o) => o.name, objectiveRow);
      if ($("noteon").children.length !== all.length + 1) $("noteon").replaceChildren(el("option", { value: "" }, "In general"), ...all.map((o) => el("option", { value: o.name }, o.text)));
    },
    lobby: (news) => { const chosen = $("seat").value; $("seat").replaceChildren(el("option", { value: "" }, "Choose a seat"), ...news.view.seats.map((s) => el("option", { value: s.person }, s.title + (s.taken ? ", " + s.taken : ", simulated")))); $("seat").value = seat || chosen; },
    desk: (news) => {
      if (news.era !== era || news.from > lines.length) { era = news.era; lines = []; }
      if (news.from === 0) $("lines").replaceChildren();
      lines = lines.slice(0, news.from).concat(news.lines);
      for (const l of news.lines) $("lines").append(el("li", { class: "msg " + l.tone }, el("span", { class: "t" }, wall(l.at)), el("div", {}, l.tone === "tool" ? null : el("b", {}, l.who + " "), l.text)));
      $("lines").scrollTop = $("lines").scrollHeight;
      if (news.view) show(news.view);
    },
    moved: () => location.reload(),
  }, (away) => say(away ? "Reconnecting…" : "Connected"));
}
$("seat").addEventListener("change", () => shadow($("seat").value));
shadow(asked.get("seat") || "");
ticking((at) => { $("clock").textContent = wall(at, true); $("clockwords").textContent = clockWords(); pointer($("scale"), frame.ends); });
