import { $, el, fill, whoami, ask, key, listen, me, setClock, setStart, now, wall, storyOf, span, severity, scale, pointer, ticking, clockWords, clock, say, outcome } from "/assets/common.js";

if (!await whoami()) location.replace("/");
const frame = me.frame;
setStart(frame.starts);
document.title = "Facilitator: " + frame.title;
$("title").textContent = frame.title;
scale($("scale"), $("scalewords"), frame.ends);
let room = 0, board = null, catalogue = null, stop = null;

// Clock and script can be for every team at once; seats, notes and ratings are of the one on show.
const SHARED = ["go", "pause", "speed", "next_inject", "end", "undo", "fire", "hold", "skip", "write", "retry"];
const shared = (order) => $("allteams").checked && SHARED.includes(typeof order === "string" ? order : Object.keys(order)[0]);
const lead = (order, what) => ask("/api/lead", { key: key(), room, all: shared(order), do: order }).then((answer) => { outcome(answer, shared(order) ? what + ", in every team" : what); return answer; });

// -- the clock --
const SPEEDS = [0.25, 0.5, 1, 2, 4, 10, 60];
$("speeds").append(...SPEEDS.map((s) => el("button", { type: "button", "data-speed": s, onclick: () => lead({ speed: String(s) }, "speed ×" + s) }, s + "×")));
$("go").onclick = () => clock.paused ? lead("go", "the clock runs") : lead("pause", "the clock stands");
$("jump").onclick = () => lead("next_inject", "just before the next inject");
$("end").onclick = () => open("End the exercise?", [el("p", {}, "Nobody can act any more; notes and ratings stay open. It cannot be taken back, but for Undo.")], "End", () => lead("end", "the exercise is over"));
$("undo").onclick = () => {
  const at = el("input", { type: "time", id: "undoat", value: wall(Math.max(0, now() - 600000)), required: true });
  open("Back to a moment", [el("p", {}, "A new branch begins there. Nothing is erased: the log so far stays in the folder."), el("label", { for: "undoat" }, "Story time"), at], "Go back", () => lead({ undo: { to: storyOf(at.value) } }, "back at " + at.value));
};

// -- dialogs --
let onok = null, opener = null;
function open(title, body, ok, done) {
  opener = document.activeElement;
  $("dialogtitle").textContent = title;
  $("dialogbody").replaceChildren(...body);
  $("dialogok").textContent = ok;
  onok = done;
  $("dialog").showModal();
}
$("dialogform").addEventListener("submit", (event) => { event.preventDefault(); $("dialog").close(); onok(); });
$("dialogno").onclick = () => $("dialog").close();
$("dialog").addEventListener("close", () => { if (opener && opener.isConnected) opener.focus(); });

const option = (value, text) => el("option", { value }, text || value);
function select(id, label, options, value) {
  const node = el("select", { id }, options);
  if (value !== undefined) node.value = value;
  return [el("label", { for: id }, label), node];
}
function input(id, label, props = {}) { return [el("label", { for: id }, label), el("input", { id, autocomplete: "off", ...props })]; }
function text(id, label, value = "") { const area = el("textarea", { id, maxlength: 1500 }); area.value = value; return [el("label", { for: id }, label), area]; }
const receivers = () => [option("everyone", "Everybody at work on it"), option("seated", "Everybody who plays"), option("on-call", "Whoever is on call"), ...catalogue.people.map((p) => option("person " + p.name, p.title)), ...catalogue.roles.map((r) => option("role " + r.name, "Role: " + r.title))];
const val = (id) => $(id) ? $(id).value : "";
function written(extra) {
  const at = val("at");
  const it = { to: val("to"), from: val("from"), text: val("text"), service: val("service"), fault: val("fault"), person: val("person"), finding: val("finding"), ...extra };
  if (at) it.at = storyOf(at);
  if (val("tool")) it.tool = val("tool");
  if (val("count")) it.count = Number(val("count"));
  if (val("minutes")) it.minutes = Number(val("minutes"));
  if (val("questions")) it.questions = val("questions").split("\n").map((q) => q.trim()).filter(Boolean);
  return { write: it };
}
const FIELDS = {
  text: () => text("text", "What they read or hear"),
  from: () => input("from", "Who it seems to come from"),
  to: () => select("to", "Who gets it", receivers()),
  service: () => select("service", "Service", catalogue.services.map((s) => option(s.name, s.title))),
  fault: () => select("fault", "Fault", catalogue.faults.map((f) => option(f))),
  person: () => select("person", "Person", catalogue.people.map((p) => option(p.name, p.title))),
  tool: () => select("tool", "Tool", catalogue.tools.map((t) => option(t.name, t.title))),
  finding: () => select("finding", "Finding", catalogue.findings.map((f) => option(f.name, f.title))),
  count: () => input("count", "How many", { type: "number", min: 1, max: 50, value: 3 }),
  lasts: () => input("minutes", "For how many minutes", { type: "number", min: 1, max: 1440, value: 20 }),
  questions: () => text("questions", "Questions, one a line"),
};
$("add").onclick = () => {
  const fields = el("div");
  const kinds = catalogue.kinds.filter((k) => k.name !== "evidence" && (k.name !== "fault" || catalogue.faults.length));
  const [label, kind] = select("kind", "Kind", kinds.map((k) => option(k.name, k.name.replaceAll("-", " "))));
  const refresh = () => {
    const chosen = kinds.find((k) => k.name === kind.value);
    const parts = [...chosen.needs, ...chosen.takes].filter((f) => FIELDS[f]).map((f) => FIELDS[f]());
    fields.replaceChildren(el("p", { class: "quiet" }, chosen.help), ...parts.flat());
  };
  kind.onchange = refresh; refresh();
  open("Add an inject", [label, kind, fields, ...input("at", "When; empty: now", { type: "time" })], "Add", () => lead(written({ kind: kind.value }), "inject added"));
};
$("message").onclick = () => {
  const kinds = ["executive-message", "customer-message", "press-message", "legal-message", "colleague-message"];
  open("Message anyone as anyone", [...select("kind", "Kind", kinds.map((k) => option(k, k.replaceAll("-", " ")))), ...input("from", "As", { required: true, placeholder: "The mayor" }), ...select("to", "To", receivers()), ...text("text", "Words; a question mark at the end waits for an answer")], "Send", () => lead(written({ kind: val("kind") }), "message sent"));
};
function edit(inject) {
  open("Edit: " + inject.name, [...text("text", "What they read or hear", inject.text), ...input("from", "Who it seems to come from", { value: inject.from || "" }), ...input("at", "When; empty: as it is", { type: "time", value: inject.at !== null ? wall(inject.at) : "" })], "Save", () => lead(written({ name: inject.name, to: "" }), inject.name + " rewritten"));
}

// -- what is shown --
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
function injectRow(inject, next) {
  const title = upper((inject.kind === "card" ? inject.name : inject.kind).replaceAll("-", " ")) + (inject.about ? ": " + inject.about : "");
  const past = inject.phase === "fired" || inject.phase === "skipped";
  const due = inject.phase === "scheduled" ? el("span", { class: "due", "data-due": inject.at }) : el("span", { class: "t" }, inject.phase);
  const words = [inject.story && "Plays: " + inject.story + ".", inject.text && "“" + inject.text + "”", inject.questions.length && "Asks: " + inject.questions.join(" "), inject.from && "From " + inject.from + ".", "To " + inject.to + ".", inject.waits_for && "Waits for: " + inject.waits_for + ".", inject.notes && "Note: " + inject.notes].filter(Boolean).join(" ");
  const order = (name, label, what) => el("button", { type: "button", onclick: () => lead({ [name]: inject.name }, inject.name + " " + what) }, label);
  return el("div", { class: "inject" + (past ? " past" : "") + (next ? " next" : "") }, el("span", { class: "t" }, inject.at !== null ? wall(inject.at) : ""), el("h3", {}, title), due,
    past ? null : el("p", { class: "body" }, words),
    past ? null : el("div", { class: "body acts" }, order("fire", "Fire now", "fired"), inject.phase !== "held" ? order("hold", "Hold", "held") : null, order("skip", "Skip", "skipped"), el("button", { type: "button", onclick: () => edit(inject) }, "Edit")));
}
const STATES = { Normal: "normal", Degraded: "degraded", Down: "down" };
function truthTable() {
  const t = board.truth, here = board.seats.filter((s) => s.presence === "here").slice(0, 5);
  const head = el("tr", {}, el("th", { scope: "col" }, el("span", { class: "sr" }, "What")), el("th", { scope: "col", class: "truth" }, "Truth"), here.map((s) => el("th", { scope: "col" }, s.title.split(" ")[0], el("br"), s.hat)));
  const cause = (s) => { const c = t.causes.filter((c) => c.who === s.person); return el("td", { class: c.some((c) => !c.right) ? "false" : "" }, c.length ? c.map((c) => (c.right ? "" : "≠ ") + c.cause).join("; ") : el("span", { class: "quiet" }, "open")); };
  const rows = [el("tr", {}, el("th", { scope: "row" }, "Cause"), el("td", { class: "truth" }, t.episodes.map((e) => e.cause + (e.reached.length ? " (" + e.reached.join(", ") + ")" : "")).join("; ") || "nothing yet"), here.map(cause)),
    el("tr", {}, el("th", { scope: "row" }, "Users hit"), el("td", { class: "truth" }, t.users_hit.toLocaleString("en")), here.map(() => el("td", {}, "")))];
  for (const s of t.services.filter((s) => s.state !== "Normal" || s.beliefs.some((b) => b.state !== "Normal")).slice(0, 8)) {
    rows.push(el("tr", {}, el("th", { scope: "row" }, s.title), el("td", { class: "truth" }, el("span", { class: "st " + STATES[s.state] }, s.percent + " %")), here.map((p) => { const b = s.beliefs.find((b) => b.who === p.person); return el("td", { class: b && b.state !== s.state ? "false" : "" }, b ? (b.state !== s.state ? "≠ " : "") + b.state.toLowerCase() : el("span", { class: "quiet" }, "not told")); })));
  }
  return el("table", {}, el("thead", {}, head), el("tbody", {}, rows));
}
function show() {
  if (!board) return;
  const sev = severity(board.severity);
  $("sev").replaceChildren(...(sev ? [sev] : []));
  const coming = board.script.find((i) => i.phase === "scheduled");
  const order = (i) => ({ fired: 0, skipped: 0, held: 1, scheduled: 2, waiting: 3 }[i.phase]);
  // What has come long ago is out of the way, and can be looked up.
  const script = board.script.slice().sort((a, b) => order(a) - order(b)), past = Math.max(0, script.filter((i) => order(i) === 0).length - 5);
  const row = (i) => injectRow(i, coming && i.name === coming.name);
  $("pastbox").hidden = past === 0;
  $("pastbox").firstElementChild.textContent = past + " earlier";
  fill($("past"), script.slice(0, past), (i) => i.name, row);
  fill($("script"), script.slice(past), (i) => i.name, row);
  const open = board.script.filter((i) => ["scheduled", "waiting"].includes(i.phase)).length, held = board.script.filter((i) => i.phase === "held").length;
  $("scriptcount").textContent = open + " to come" + (held ? ", " + held + " held" : "");
  $("cardsection").hidden = !frame.discussion;
  $("truthsection").hidden = frame.discussion;
  fill($("cards"), board.cards.slice().reverse(), (c) => c.name, cardRow);
  $("cardcount").textContent = board.cards.length ? board.cards.length + " so far" : "";
  fill($("truth"), [[board.truth, board.seats]], () => "truth", truthTable);
  const EXPECTED = (e) => el("div", { class: "row" }, el("label", { class: "check" }, tickbox(e), el("span", {}, e.words)), el("span", { class: e.answer === "missed" ? "due soon" : "t" }, e.ticked ? "by " + e.ticked.by : e.answer + (e.at !== null ? " " + wall(e.at) : "")));
  const due = board.expected.filter((e) => e.answer !== "not due" || e.ticked);
  fill($("expected"), due, (e) => e.number, EXPECTED);
  $("expectedcount").textContent = due.filter((e) => (e.ticked ? e.ticked.met : e.answer.startsWith("met"))).length + " of " + due.length + " met";
  fill($("feed"), board.feed.slice(0, 40), (f, n) => f.at + f.text, (f) => el("li", { class: "msg" }, el("span", { class: "t" }, wall(f.at)), el("div", {}, f.text)));
  const guests = board.lead.guests.filter((g) => g.kind === "participant");
  const who = (p) => guests.find((g) => g.seat === p);
  fill($("seats"), board.seats.map((s) => ({ ...s, guest: who(s.person) || null, free: guests.filter((g) => g.seat === null) })), (s) => s.person, seatRow);
  $("seatcount").textContent = board.seats.filter((s) => s.human).length + " people, " + board.seats.filter((s) => !s.human).length + " simulated";
  fill($("objectives"), board.objectives, (o) => o.name, objectiveRow);
  const on = [option("", "In general"), ...board.objectives.map((o) => option(o.name, o.text))];
  if ($("noteon").children.length !== on.length) $("noteon").replaceChildren(...on);
  fill($("notes"), board.notes.slice().reverse(), (n) => n.at + n.text, (n) => el("li", { class: "msg" }, el("span", { class: "t" }, wall(n.at)), el("div", {}, el("b", {}, n.by + " "), n.text)));
  fill($("guests"), board.lead.guests.filter((g) => g.kind !== "facilitator"), (g) => g.id, (g) => el("div", { class: "row" }, el("span", {}, g.name, " ", el("span", { class: "quiet" }, g.kind)), el("button", { type: "button", class: "plain", "aria-label": "Dismiss " + g.name, onclick: () => lead({ dismiss: { guest: g.id } }, g.name + " dismissed") }, "Dismiss")));
  fill($("passes"), board.lead.passes, (p) => p.kind, (p) => el("div", { class: "row" }, el("span", {}, { participant: "Participants", observer: "Observers", screen: "Big screen" }[p.kind], p.code ? el("span", { class: "code" }, " " + p.code) : null), el("a", { href: "/#" + p.link, target: "_blank", rel: "noopener" }, "Link")));
  $("door").textContent = board.lead.open ? "Close the door" : "Open the door";
  $("door").onclick = () => lead({ door: { open: !board.lead.open } }, board.lead.open ? "codes open nothing now" : "codes open again");
  $("doorstate").textContent = board.lead.open ? "codes and links let people in" : "the door is closed";
  $("reportwait").textContent = board.unwritten ? "Not written: " + board.unwritten + ". The links below show it all the same; it is tried again every two seconds." : !clock.ended ? "Written when the exercise ends; until then it shows how things stand." : board.standing ? "Written. Simulated runs are under way; then it says where this exercise stands." : "Written into the folder of this game day. What you note from now on comes in, too.";
  $("verified").textContent = board.verified === true ? "executed again: the same story" : board.verified === false ? "executed again: it differs" : "";
  const many = board.lead.teams && board.lead.teams.length > 1;
  $("teamsection").hidden = !many;
  if (many) fill($("teamrows"), board.lead.teams.map((t, n) => ({ ...t, n, on: n === room })), (t) => t.n, (t) => el("tr", {}, el("td", {}, el("button", { type: "button", "aria-pressed": t.on, onclick: () => choose(t.n) }, t.name)), el("td", {}, wall(t.now) + (t.ended ? ", over" : t.paused ? ", stands" : "")), el("td", {}, t.severity || "–"), el("td", {}, t.users_hit.toLocaleString("en")), el("td", {}, t.reached.join(", ") || "–")));
  $("banner").hidden = !(board.frozen || board.notices.length);
  $("banner").classList.toggle("bad", Boolean(board.frozen));
  const words = board.frozen ? "Not recording: " + board.frozen + " " : board.notices[0] || "";
  $("banner").replaceChildren(words, ...(board.frozen ? [el("button", { type: "button", onclick: () => lead("retry", "recording again") }, "Try again")] : []));
  marks();
}
function tickbox(e) {
  const met = e.ticked ? e.ticked.met : e.answer.startsWith("met");
  const box = el("input", { type: "checkbox", onchange: () => lead({ tick: { expectation: e.number, met: box.checked } }, "ticked") });
  box.checked = met;
  return box;
}
function seatRow(s) {
  const state = s.presence === "here" ? (s.busy || "free") : s.presence;
  const acts = [];
  if (s.guest) acts.push(el("button", { type: "button", class: "plain", onclick: () => lead({ free: s.person }, s.title + " is simulated now") }, "Free"));
  else if (s.free.length) {
    const choose = el("select", { "aria-label": "Who sits in " + s.title }, option("", "Seat…"), s.free.map((g) => option(g.id, g.name)));
    choose.onchange = () => lead({ seat: { guest: Number(choose.value), person: s.person } }, "seated");
    acts.push(choose);
  }
  if (s.busy) acts.push(el("button", { type: "button", class: "plain", "aria-label": "Waive time of " + s.title, onclick: () => lead({ waive: s.person }, s.title + "'s work ends now") }, "Waive time"));
  return el("div", { class: "row" }, el("span", {}, el("b", {}, s.title), " ", el("span", { class: "quiet" }, s.hat)), el("span", { class: s.waiting > 2 && s.human ? "due soon" : "t" }, s.human ? s.waiting + " waiting" : "simulated"),
    el("span", { class: "wide quiet" }, (s.guest ? s.guest.name + ", " : "") + state, " ", acts, " ", el("a", { href: "/watch?room=" + room + "&seat=" + encodeURIComponent(s.person), target: "_blank", rel: "noopener", "aria-label": "Board of " + s.title }, "Board")));
}
function objectiveRow(o) {
  const rate = (r) => open(o.text, [el("p", {}, "Rating " + r + "." + (o.why ? " The log says: " + o.why + "." : "")), ...text("reason", "Why", o.rated ? o.rated.reason : "")], "Rate " + r, () => lead({ rate: { objective: o.name, rating: r, reason: val("reason") } }, "rated " + r));
  const set = o.rated ? o.rated.rating : null;
  return el("div", { class: "row" }, el("b", {}, o.text), el("span", { class: "pmsu", role: "group", "aria-label": "Rating" }, ["P", "S", "M", "U"].map((r) => el("button", { type: "button", "aria-pressed": set === r, class: !set && o.suggested === r ? "suggested" : "", "aria-label": r + (!set && o.suggested === r ? ", suggested" : ""), onclick: () => rate(r) }, r))),
    el("span", { class: "wide quiet" }, o.rated ? o.rated.by + ": " + o.rated.reason : o.why || "not exercised yet"));
}
function cardRow(c) {
  const question = (q) => el("div", { class: "row" }, el("b", {}, q.text), el("span", { class: "t" }, q.answers.length + (q.answers.length === 1 ? " answer" : " answers")), el("ul", { class: "wide" }, q.answers.map((a) => el("li", {}, el("span", { class: "quiet" }, a.by + ": "), a.text))));
  return el("div", { class: "card" }, el("h3", {}, upper(c.name.replaceAll("-", " ")), " ", el("span", { class: "t" }, wall(c.at))), el("p", { class: "second" }, c.text), c.questions.map(question));
}
function marks() {
  const bar = $("scale");
  for (const old of bar.querySelectorAll("u")) old.remove();
  for (const i of board.script.filter((i) => i.phase === "scheduled" && i.at < frame.ends)) { const mark = el("u"); mark.style.left = i.at / frame.ends * 100 + "%"; bar.append(mark); }
}
const HINTS = { Seen: "What you saw", Strength: "What went well, and what made it", Improvement: "What in the process allowed it", Plan: "What is to be done" };
$("notekind").onchange = () => { $("planfields").hidden = $("notekind").value !== "Plan"; $("note").placeholder = HINTS[$("notekind").value]; };
$("noteform").addEventListener("submit", (event) => {
  event.preventDefault();
  const kind = $("notekind").value, plan = { Plan: { owner: $("planowner").value.trim(), due: $("plandue").value, proof: $("planproof").value.trim() } };
  lead({ note: { objective: $("noteon").value, text: $("note").value, kind: kind === "Plan" ? plan : kind } }, "noted").then((a) => { if (a.done) for (const id of ["note", "planowner", "plandue", "planproof"]) $(id).value = ""; });
});
$("invite").onclick = () => lead("invite", "a ticket for one more facilitator").then((a) => { if (a.ticket) $("ticket").textContent = location.origin + "/#" + a.ticket; });
const PAPERS = { paper: "/report", paperpublic: "/report/public", papertext: "/report/after-action.md", paperpublictext: "/report/after-action-public.md", paperplan: "/report/improvement-plan.csv" };
function papers() {
  for (const [id, path] of Object.entries(PAPERS)) $(id).href = path + "?room=" + room;
  $("paperteamsrow").hidden = me.rooms.length < 2;
}
function stage() {
  $("go").textContent = clock.paused ? (clock.now > 0 ? "Continue" : "Start") : "Pause";
  $("go").disabled = clock.ended;
  for (const b of $("speeds").children) b.setAttribute("aria-pressed", Number(b.dataset.speed) * 100 === clock.speed);
}
async function choose(n) {
  room = n;
  papers();
  if (stop) stop();
  catalogue = await (await fetch("/api/lead/catalogue?room=" + room)).json();
  stop = listen("/api/lead/stream?room=" + room, {
    clock: (news) => { setClock(news.view); stage(); },
    board: (news) => { board = news.view; show(); },
    moved: () => location.reload(),
  }, (away) => say(away ? "Reconnecting…" : "Connected"));
}
await choose(0);
ticking((at) => { $("clock").textContent = wall(at, true); $("clockwords").textContent = clockWords(); pointer($("scale"), frame.ends); });
