import { $, whoami, ask } from "/assets/common.js";

// A link carries its ticket behind the #, which no server and no log ever sees.
const ticket = location.hash.slice(1);
history.replaceState(null, "", "/");
const known = await whoami();
if (known && !ticket) location.replace(known.page);

async function enter(ticket, name) {
  const answer = await ask("/api/enter", { ticket, name });
  if (answer.page) location.replace(answer.page);
  return answer.error;
}
// The facilitator's ticket and a screen's link need no name.
if (ticket) {
  $("codefield").hidden = true;
  const error = /^[fs]/.test(ticket) ? await enter(ticket, "") : null;
  if (error) { $("codefield").hidden = false; $("error").textContent = error; }
}
if ($("codefield").hidden) $("name").focus();
$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = $("codefield").hidden ? ticket : $("code").value;
  const error = await enter(typed, $("name").value);
  $("error").textContent = error || "";
});
