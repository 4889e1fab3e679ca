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
      if (left) shown.set(line.table, number + 1);
      if (line.count) line.count.textContent = left < line.events.length ? `${left} of ${line.total}` : line.total;
    }
    for (const table of new Set(lines.map((line) => line.table))) more(table, shown.get(table) ?? 0);
    for (const article of articles) article.classList.toggle("out", !passing.has(article.id));
    for (const node of document.querySelectorAll("[data-of]")) {
      node.classList.toggle("out", !node.dataset.of.split("+").some((id) => passing.has(id)));
    }
    const all = Object.keys(events).length;
    filters.querySelector("output").textContent = some ? `${passing.size} of ${all} events` : `${all} events`;
    for (const name of FILTERS) filters.elements[name].value = chosen.get(name) ?? "";
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
    if (line?.dataset.events) opener = line.querySelector("a");
    else if (panel.hidden) opener = document.activeElement;
    panel.hidden = false;
    panel.scrollTop = 0;
    title.focus({ preventScroll: true });
    body.querySelector(isBrief ? ".text mark" : "none")?.scrollIntoView({ block: "center" });
    if (line?.dataset.events) reveal(line);
  };
  // Content above is laid out lazily and changes its height, so scroll again afterwards.
  const bring = (node, block, tries = 20) => {
    const seen = () => {
      const box = node.getBoundingClientRect();
      return box.top >= (block === "start" ? -1 : 40) && box.top < innerHeight - 40;
    };
    if (!seen() || tries === 20) node.scrollIntoView({ block, behavior: "instant" });
    if (tries) requestAnimationFrame(() => bring(node, block, tries - 1));
  };
  const reveal = (node) => {
    const line = lines.find((each) => each.node === node);
    if (line?.node.classList.contains("later")) { open.add(line.table); filter(read().filters); }
    const box = node.getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight) bring(node, "center");
  };
  const hide = () => {
    if (panel.hidden) return;
    panel.hidden = true;
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
  filters.addEventListener("reset", () => setTimeout(changed));
  filters.addEventListener("change", () => changed());
  const changed = () => {
    const chosen = new URLSearchParams();
    for (const name of FILTERS) if (filters.elements[name].value) chosen.set(name, filters.elements[name].value);
    history.replaceState(null, "", `#${address(read().at, chosen)}`);
    filter(chosen);
  };

  // Pictures are drawn at the width of their container, and redrawn when that changes.
  const picture = (name, label, draw) => {
    const figure = document.getElementById(`picture-${name}`);
    if (!figure) return;
    figure.hidden = false;
    const canvas = figure.querySelector(".canvas");
    let drawn = 0;
    const again = () => {
      const width = Math.round(canvas.clientWidth);
      if (!width || width === drawn) return;
      drawn = width;
      const svg = d3.create("svg").attr("role", "img").attr("aria-label", label);
      const height = draw(svg, width);
      svg.attr("viewBox", `0 0 ${width} ${height}`);
      canvas.replaceChildren(svg.node());
      filter(read().filters);
    };
    new ResizeObserver(again).observe(canvas);
    again();
  };
  const titled = (selection, text) => selection.append("title").text(text);
  const day = (text) => new Date(`${text}T00:00:00Z`);
  const next = (text) => new Date(+day(text) + 864e5);

  // Draw labels where there is room; marks without a label have a tooltip.
  const labels = (width, height) => {
    const taken = [];
    const free = (box) => box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height &&
      taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
    const room = (box) => free(box) && taken.push(box);
    const take = (x, y, r) => taken.push([x - r, y - r, x + r, y + r]);
    const write = (node, name, x, y, r) => {
      const wide = name.length * 6.8 + 4;
      const within = Math.max(wide / 2, Math.min(width - wide / 2, x));
      const ways = [["start", x + r + 4, y + 4], ["end", x - r - 4, y + 4], ["middle", within, y + r + 13], ["middle", within, y - r - 5]];
      for (const [anchor, at, base] of ways) {
        const from = anchor === "start" ? at : anchor === "end" ? at - wide : at - wide / 2;
        if (!room([from, base - 10, from + wide, base + 3])) continue;
        node.append("text").attr("x", at).attr("y", base).attr("text-anchor", anchor).text(name);
        return;
      }
    };
    return { take, room, write };
  };

  const LANES = ["Visit", "Meeting", "Message", "Statement"];
  const LASTING = ["Tenure", "Affiliation"];
  const timeline = (svg, width) => {
    const all = data.timeline.map((id) => ({ id, ...events[id] }));
    const brief = all.filter((event) => !LASTING.includes(event.kind) && event.first && event.last);
    const bounds = (brief.length ? brief : all).flatMap((e) => [e.first && day(e.first), e.last && next(e.last)]).filter(Boolean);
    let [from, to] = [new Date(Math.min(...bounds)), new Date(Math.max(...bounds))];
    const room = Math.max((to - from) * .02, 5 * 864e5);
    [from, to] = [new Date(from - room), new Date(+to + room)];
    const narrow = width < 500, left = narrow ? 0 : 92, right = 8;
    const x = d3.scaleUtc([from, to], [left, width - right]).clamp(true);
    const kinds = [...LANES, ...new Set(all.map((e) => e.kind).filter((k) => !LANES.includes(k) && !LASTING.includes(k))), ...LASTING]
      .filter((kind) => all.some((event) => event.kind === kind));
    let y = 8;
    const marks = [], heads = [];
    for (const kind of kinds) {
      if (narrow) y += 14;
      const rows = [];
      heads.push([kind, narrow ? y - 4 : y + 9]);
      for (const event of all.filter((each) => each.kind === kind)) {
        const begin = x(event.first ? day(event.first) : from);
        const wide = Math.max(x(event.last ? next(event.last) : to) - begin, 7);
        let row = rows.findIndex((end) => end <= begin);
        if (row < 0) row = rows.length < 14 ? rows.push(0) - 1 : rows.indexOf(Math.min(...rows));
        rows[row] = begin + wide + 1;
        marks.push({ event, x: begin, y: y + row * 13, wide });
      }
      y += rows.length * 13 + 10;
    }
    const axis = svg.append("g");
    const days = (to - from) / 864e5;
    const month = d3.utcFormat("%b"), year = d3.utcFormat("%Y"), dayOf = d3.utcFormat("%-d %b");
    const name = (tick) => days < 100 ? dayOf(tick) : days > 3000 || !tick.getUTCMonth() ? year(tick) : month(tick);
    for (const tick of x.ticks(narrow ? 4 : 8)) {
      axis.append("line").attr("class", "grid").attr("x1", x(tick)).attr("x2", x(tick)).attr("y1", 0).attr("y2", y);
      axis.append("text").attr("class", "axis").attr("x", x(tick) + 3).attr("y", y + 14).text(x(tick) < width - 40 ? name(tick) : "");
    }
    for (const [kind, at] of heads) svg.append("text").attr("class", "lane").attr("x", 0).attr("y", at).text(kind);
    for (const { event, x, y, wide } of marks) {
      titled(svg.append("rect").attr("class", `event ${[...LANES, ...LASTING].includes(event.kind) ? event.kind : "other"}`)
        .attr("data-of", event.id).attr("x", x).attr("y", y).attr("width", wide).attr("height", 10).attr("rx", Math.min(5, wide / 2)), event.name);
    }
    return y + 24;
  };

  const map = (svg, width) => {
    const world = JSON.parse(document.getElementById("world").textContent);
    const height = Math.round(Math.min(width * .58, 500));
    const countries = topojson.feature(world, world.objects.countries).features;
    const points = data.map.points;
    const spots = { type: "MultiPoint", coordinates: points.map((point) => point.at) };
    const [middle] = [d3.geoCentroid(spots)];
    const projection = d3.geoMercator().rotate([Number.isNaN(middle[0]) ? 0 : -middle[0], 0]);
    projection.fitExtent([[60, 50], [width - 60, height - 40]], spots);
    // Limit the zoom between a region and the world, so that neighbouring countries give context.
    const nearest = width * 1.35, farthest = width / 6.4;
    if (!(projection.scale() < nearest)) {
      const [[a, b], [c, d]] = d3.geoBounds(spots);
      projection.scale(nearest).translate([0, 0]);
      const [px, py] = projection([(a + c) / 2, (b + d) / 2]);
      projection.translate([width / 2 - px, height / 2 - py]);
    } else if (projection.scale() < farthest) {
      projection.scale(farthest).translate([width / 2, height * .62]);
    }
    const path = d3.geoPath(projection.clipExtent([[-2, -2], [width + 2, height + 2]]));
    const g = svg.append("g");
    const names = labels(width, height);
    for (const country of countries) g.append("path").attr("class", "land").attr("d", path(country));
    if (data.map.way.length > 1) {
      g.append("path").attr("class", "way")
        .attr("d", path({ type: "LineString", coordinates: data.map.way.map((number) => points[number].at) }));
    }
    const size = (point) => 3.5 + 2.2 * Math.sqrt(point.events.length);
    const places = points.map((point) => ({ point, at: projection(point.at), r: size(point) })).sort((a, b) => b.r - a.r);
    for (const { at, r } of places) names.take(at[0], at[1], r);
    for (const { point, at, r } of places) {
      const spot = g.append("g").attr("class", "spot").attr("data-of", point.events.join("+")).attr("cursor", "pointer");
      titled(spot.append("circle").attr("cx", at[0]).attr("cy", at[1]).attr("r", r), `${point.name}: ${point.events.length}`);
      names.write(spot, point.name, at[0], at[1], r);
    }
    for (const country of countries) {
      const [cx, cy] = path.centroid(country), [[x0, y0], [x1, y1]] = path.bounds(country);
      const name = country.properties.name, wide = name.length * 6;
      if (!(x1 - x0 > wide && y1 - y0 > 16) || !names.room([cx - wide / 2, cy - 8, cx + wide / 2, cy + 5])) continue;
      g.insert("text", ".spot").attr("class", "country").attr("x", cx).attr("y", cy + 3).text(name);
    }
    return height;
  };

  const network = (svg, width) => {
    const height = Math.round(Math.min(Math.max(width * .6, 330), 520));
    const people = data.network.people.map((person) => ({ ...person, weight: 0 }));
    const links = data.network.links.map((link) => ({ source: link.from, target: link.to, events: link.events }));
    for (const link of links) for (const end of [link.source, link.target]) people[end].weight += link.events.length;
    const most = Math.max(...links.map((link) => link.events.length));
    const span = Math.min(width, height * 1.5);
    const simulation = d3.forceSimulation(people)
      .force("link", d3.forceLink(links).distance(span / 4.2).strength((link) => .15 + .5 * link.events.length / most))
      .force("charge", d3.forceManyBody().strength(-span * 1.1))
      .force("x", d3.forceX(width / 2).strength(.06)).force("y", d3.forceY(height / 2).strength(width < 500 ? .08 : .14))
      .force("collide", d3.forceCollide(width < 500 ? 22 : 30)).stop();
    simulation.tick(260);
    // Fill the available space, with a margin for the labels.
    for (const [axis, low, high] of [["x", width < 500 ? 34 : 90, width - (width < 500 ? 70 : 130)], ["y", 22, height - 22]]) {
      const [least, greatest] = d3.extent(people, (person) => person[axis]);
      const factor = Math.min((high - low) / ((greatest - least) || 1), 1.6);
      const middle = (low + high) / 2, at = (least + greatest) / 2;
      for (const person of people) person[axis] = middle + (person[axis] - at) * factor;
    }
    for (const { source, target, events } of links) {
      titled(svg.append("line").attr("class", "link").attr("data-of", events.join("+"))
        .attr("x1", source.x).attr("y1", source.y).attr("x2", target.x).attr("y2", target.y)
        .attr("stroke-width", 1 + 4 * Math.sqrt(events.length / most)), `${source.name} – ${target.name}: ${events.length}`);
    }
    const size = (person) => (person.centre ? 9 : 4 + Math.min(5, Math.sqrt(person.weight)));
    const names = labels(width, height);
    for (const person of people) names.take(person.x, person.y, size(person));
    for (const person of people) {
      const mine = links.filter((link) => link.source === person || link.target === person);
      const node = svg.append("g").attr("class", `person${person.centre ? " centre" : ""}`).attr("cursor", "pointer")
        .attr("data-of", [...new Set(mine.flatMap((link) => link.events))].join("+"));
      titled(node.append("circle").attr("cx", person.x).attr("cy", person.y).attr("r", size(person)), person.name);
      names.write(node, person.name, person.x, person.y, size(person));
    }
    return height;
  };

  filters.hidden = false;
  picture("timeline", "Timeline of the events in the rows below", timeline);
  if (data.map) picture("map", "Map of the places of the events in the rows below", map);
  if (data.network) picture("network", "Network of who met whom, from the rows below", network);
  follow();
})();
