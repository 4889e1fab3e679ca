// Draws the pictures of a page, and opens the quotes of a row or mark beside it. Without this
// script the rows lead to a page of their quotes.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".body");
  const title = document.getElementById("panel-title");
  const MOST = 40;
  let opener = null;

  const show = async (address, from) => {
    opener = from;
    for (const row of document.querySelectorAll("tbody.shown")) row.classList.remove("shown");
    from.closest("tbody")?.classList.add("shown");
    body.replaceChildren("…");
    panel.hidden = false;
    document.body.classList.add("with-panel");
    panel.scrollTop = 0;
    title.focus({ preventScroll: true });
    await htmx.ajax("GET", address, { target: body, swap: "innerHTML" });
  };
  const hide = () => {
    panel.hidden = true;
    document.body.classList.remove("with-panel");
    for (const row of document.querySelectorAll("tbody.shown")) row.classList.remove("shown");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };
  const ofMarks = (numbers) => {
    const query = new URLSearchParams();
    for (const number of numbers.slice(0, MOST)) query.append("event", data.events[number].id);
    if (numbers.length > MOST) query.append("more", numbers.length - MOST);
    return `${panel.dataset.evidence}?${query}`;
  };
  addEventListener("keydown", (key) => { if (key.key === "Escape" && !panel.hidden) hide(); });
  panel.querySelector(".close").addEventListener("click", hide);
  document.addEventListener("click", (click) => {
    if (click.defaultPrevented || click.button || click.metaKey || click.ctrlKey || click.shiftKey) return;
    const mark = click.target.closest("[data-of]");
    const row = click.target.closest("tbody[data-events]");
    const link = click.target.closest("a");
    const quotes = row?.querySelector("td.evidence a");
    if (mark) show(ofMarks(mark.dataset.of.split("+")), mark);
    else if (quotes && (!link || link === quotes) && !String(getSelection())) {
      click.preventDefault();
      show(quotes.getAttribute("href"), quotes);
    }
  });
  const draw = async () => {
    const world = data.map ? await (await fetch(panel.dataset.world)).json() : null;
    for (const event of data.events) event.name ??= [event.kind, event.first ?? event.last].filter(Boolean).join(", ");
    whometPictures(data, world);
  };
  draw();
})();
