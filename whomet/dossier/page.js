// The page works without this script, which adds pictures, filters and the evidence panel. Text is
// only ever inserted as text, never as markup.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const events = data.events;
  const lines = [...document.querySelectorAll("tbody[data-events]")].map((node) => ({
    node,
    table: node.parentNode,
    events: node.dataset.events.split(" "),
    count: node.querySelector("td.counted .number"),
  }));
  for (const line of lines) line.total = line.count?.textContent;
  const articles = [...document.querySelectorAll("#proofs > article")];
  const filters = document.getElementById("filters");
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".body");
  const FILTERS = ["since", "until", "place", "certainty"];
  const DEGREES = ["possible", "probable", "certain"];
  const LINES = 50, PROOFS = 40;
  const open = new Set();
  let passing = new Set();
  let opener = null;
  let drawn = null;
  const world = document.getElementById("world");
  const pictures = whometPictures(data, world && JSON.parse(world.textContent));
  const counters = [...document.querySelectorAll("[data-counts]")];

  // The URL fragment holds the anchor and the filters: #r-1f…?since=2017-10-01&place=Syria
  const read = () => {
    const [at, query = ""] = location.hash.slice(1).split("?");
    return { at: decodeURIComponent(at), filters: new URLSearchParams(query) };
  };
  const address = (at, chosen) => {
    const query = chosen.toString();
    return query ? `${at || "-"}?${query}` : at || "-";
  };
  // Setting location.hash would also scroll away from the clicked element.
  const go = (at) => {
    history.pushState(null, "", `#${address(at, read().filters)}`);
    follow();
  };

  const passes = (event, chosen) => {
    const since = chosen.get("since"), until = chosen.get("until"), place = chosen.get("place");
    if ((since || until) && !event.dated) return false;
    if (since && event.last && event.last < since) return false;
    if (until && event.first && event.first > until) return false;
    if (place && !event.places.some((number) => data.places[number] === place)) return false;
    const degree = chosen.get("certainty");
    return !degree || DEGREES.indexOf(event.certainty) >= DEGREES.indexOf(degree);
  };

  const filter = (chosen) => {
    passing = new Set(Object.keys(events).filter((id) => passes(events[id], chosen)));
    const some = FILTERS.some((name) => chosen.get(name));
    const shown = new Map();
    for (const line of lines) {
      const left = line.events.filter((id) => passing.has(id)).length;
      const number = shown.get(line.table) ?? 0;
      line.node.classList.toggle("out", !left);
      line.node.classList.toggle("later", number >= LINES && !open.has(line.table));
      shown.set(line.table, left ? number + 1 : number);
      if (line.count) line.count.textContent = left < line.events.length ? `${left} of ${line.total}` : line.total;
    }
    for (const table of new Set(lines.map((line) => line.table))) more(table, shown.get(table));
    for (const article of articles) article.classList.toggle("out", !passing.has(article.id));
    count(some, shown);
    // A name that is not resolved has evidence, too, but is no event.
    const isEvent = (id) => events[id].kind !== "Name";
    const all = Object.keys(events).filter(isEvent).length;
    document.body.classList.toggle("filtered", some);
    document.getElementById("nothing").hidden = passing.size > 0;
    filters.querySelector("output").textContent = some ? `${[...passing].filter(isEvent).length} of ${all} events` : `${all} events`;
    for (const name of FILTERS) filters.elements[name].value = chosen.get(name) ?? "";
    const state = FILTERS.map((name) => chosen.get(name) ?? "").join("|");
    if (state !== drawn) pictures.show((id) => passing.has(id));
    drawn = state;
  };

  // The numbers in the header and the menu are those of the sections as they are shown.
  const count = (some, shown) => {
    const briefs = new Set([...passing].flatMap((id) => events[id].briefs));
    for (const node of counters) {
      const table = document.querySelector(`#${node.dataset.counts} table`);
      const total = Number(node.dataset.total);
      const number = !some ? total : node.dataset.counts === "briefs" ? briefs.size : shown.get(table) ?? 0;
      node.textContent = number.toLocaleString("en");
      const noun = node.nextElementSibling;
      if (noun?.dataset.one) noun.textContent = noun.dataset[number === 1 ? "one" : "many"] + (some ? ` of ${total.toLocaleString("en")}` : "");
    }
    for (const table of shown.keys()) {
      const rows = table.closest(".rows");
      let note = rows.nextElementSibling;
      while (note && !note.classList.contains("none-left")) note = note.nextElementSibling;
      if (!note) {
        note = document.createElement("p");
        note.className = "nothing none-left";
        note.textContent = "Nothing here passes the filters.";
        rows.after(note);
      }
      note.hidden = shown.get(table) > 0;
      table.hidden = !note.hidden;
    }
  };

  const more = (table, number) => {
    let button = table.nextElementSibling;
    if (!button?.classList.contains("more")) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "more";
      button.addEventListener("click", () => { open.add(table); filter(read().filters); });
      table.after(button);
    }
    button.hidden = number <= LINES || open.has(table);
    button.textContent = `Show all ${number.toLocaleString("en")}`;
  };

  // The panel shows the evidence of a row or a mark in a picture, or a brief with a marked quote.
  const copy = (article) => {
    const made = article.cloneNode(true);
    made.removeAttribute("id");
    made.classList.remove("out");
    return made;
  };
  const proofs = (ids) => {
    const found = ids.map((id) => document.getElementById(id)).filter(Boolean);
    const made = found.slice(0, PROOFS).map(copy);
    if (found.length > PROOFS) {
      const rest = document.createElement("p");
      rest.textContent = `And ${found.length - PROOFS} more; filter by period or place to see them.`;
      made.push(rest);
    }
    return made;
  };
  const brief = (address) => {
    const [id, begin, end] = address.split(".");
    const made = copy(document.getElementById(id));
    made.open = true;
    const text = made.querySelector(".text");
    if (end) {
      const whole = text.textContent, mark = document.createElement("mark");
      mark.textContent = whole.slice(begin, end);
      text.replaceChildren(whole.slice(0, begin), mark, whole.slice(end));
    }
    return made;
  };
  const show = (at) => {
    for (const line of lines) line.node.classList.toggle("shown", line.node.id === at);
    const line = document.getElementById(at);
    const ids = line?.dataset.events?.split(" ") ?? at.split("+").filter((id) => events[id]);
    const isBrief = document.getElementById(at.split(".")[0])?.classList.contains("brief");
    if (!ids.length && !isBrief) { hide(); return; }
    body.replaceChildren(...(isBrief ? [brief(at)] : proofs(line?.dataset.events ? ids.filter((id) => passing.has(id)) : ids)));
    const title = document.getElementById("panel-title");
    title.textContent = isBrief ? "In the brief" : "Evidence";
    if (line?.dataset.events) opener = line.querySelector("td.evidence a");
    else if (panel.hidden) opener = document.activeElement;
    panel.hidden = false;
    document.body.classList.add("with-panel");
    panel.scrollTop = 0;
    title.focus({ preventScroll: true });
    body.querySelector(isBrief ? ".text mark" : "none")?.scrollIntoView({ block: "center" });
    if (line?.dataset.events) reveal(line);
  };
  // Content above is laid out lazily and changes its height, so scroll again afterwards, unless
  // the reader has gone on meanwhile.
  let brought = 0;
  const bring = (node, block) => {
    const mine = ++brought;
    const seen = () => {
      const box = node.getBoundingClientRect();
      return box.top >= (block === "start" ? -1 : 40) && box.top < innerHeight - 40;
    };
    const again = (tries) => {
      if (mine !== brought) return;
      if (tries === 20 || !seen()) node.scrollIntoView({ block, behavior: "instant" });
      if (tries) requestAnimationFrame(() => again(tries - 1));
    };
    again(20);
  };
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(act, () => { brought++; }, { capture: true, passive: true });
  }
  const reveal = (node) => {
    const line = lines.find((each) => each.node === node);
    if (line?.node.classList.contains("later")) { open.add(line.table); filter(read().filters); }
    const box = node.getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight) bring(node, "center");
  };
  const hide = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("with-panel");
    body.replaceChildren();
    if (opener?.isConnected && opener !== document.body) opener.focus({ preventScroll: true });
    opener = null;
  };
  const close = () => go("");

  const follow = () => {
    const state = read();
    filter(state.filters);
    show(state.at);
    const node = document.getElementById(state.at);
    if (node && panel.hidden) bring(node, "start");
  };

  addEventListener("hashchange", follow);
  addEventListener("keydown", (key) => { if (key.key === "Escape" && !panel.hidden) close(); });
  panel.querySelector(".close").addEventListener("click", close);
  document.addEventListener("click", (click) => {
    if (click.defaultPrevented || click.button || click.metaKey || click.ctrlKey || click.shiftKey) return;
    const link = click.target.closest('a[href^="#"]');
    const line = click.target.closest("tbody[data-events]");
    const drawn = click.target.closest("[data-of]");
    if (link?.classList.contains("skip")) return;
    if (link || line || drawn) {
      if (!link && String(getSelection())) return;
      click.preventDefault();
      const words = link?.dataset.end ? `.${link.dataset.begin}.${link.dataset.end}` : "";
      const target = line ? line.id : drawn ? drawn.dataset.of : link.getAttribute("href").slice(1) + words;
      go(target);
    }
  });
  filters.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("#nothing .all").addEventListener("click", () => filters.reset());
  filters.addEventListener("reset", () => setTimeout(changed));
  filters.addEventListener("change", () => changed());
  const changed = () => {
    const chosen = new URLSearchParams();
    for (const name of FILTERS) if (filters.elements[name].value) chosen.set(name, filters.elements[name].value);
    history.replaceState(null, "", `#${address(read().at, chosen)}`);
    filter(chosen);
  };

  // The way back to the menu is needed only where the menu is not seen.
  const back = document.querySelector(".to-menu");
  new IntersectionObserver((seen) => back.classList.toggle("unneeded", seen.at(-1).isIntersecting))
    .observe(document.getElementById("menu"));

  filters.hidden = false;
  follow();
})();
