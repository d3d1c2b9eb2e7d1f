import { $, el, fill, whoami, listen, me, setClock, setStart, wall, severity, ticking, clockWords, say } from "/assets/common.js";

if (!await whoami()) location.replace("/");
setStart(me.frame.starts);
$("title").textContent = me.frame.title;
listen("/api/screen/stream", {
  clock: (news) => setClock(news.view),
  screen: (news) => {
    const sev = severity(news.view.severity && { word: news.view.severity });
    $("sev").replaceChildren(...(sev ? [sev] : [news.view.closed ? "Closed" : "No incident declared"]));
    const card = news.view.card;
    $("card").hidden = !me.frame.discussion;
    $("public").hidden = me.frame.discussion;
    if (me.frame.discussion) {
      $("sev").replaceChildren();
      const words = card ? [el("p", { class: "quiet" }, card.from), el("p", {}, card.text), ...card.questions.map((q) => el("p", {}, el("b", {}, q)))] : [el("p", { class: "quiet" }, "The first card comes soon.")];
      fill($("card"), [card], () => "card", () => el("div", {}, words));
    }
    const posts = news.view.posts.length ? news.view.posts : [{ at: null, text: "All systems are shown as normal." }];
    fill($("posts"), posts.slice(0, 6), (p) => p.at + p.text, (p) => el("li", { class: "row" }, el("span", {}, p.text), el("span", { class: "t" }, p.at === null ? "" : wall(p.at))));
  },
  moved: () => location.reload(),
}, (away) => say(away ? "Reconnecting…" : ""));
ticking((at) => { $("clock").textContent = wall(at, true); $("clockwords").textContent = clockWords(); });
