// Timeline, map and network of dossiers and served pages, drawn at the width of their container
// from those events that pass the filters. Text is only ever inserted as text, never as markup.
const whometPictures = (data, world) => {
  "use strict";
  const events = data.events;
  let passes = () => true;
  const drawings = [];

  const picture = (name, label, draw) => {
    const figure = document.getElementById(`picture-${name}`);
    if (!figure) return;
    figure.hidden = false;
    const canvas = figure.querySelector(".canvas");
    let drawn = 0;
    const again = (always) => {
      const width = Math.round(canvas.clientWidth);
      if (!width || (width === drawn && !always)) return;
      drawn = width;
      const svg = d3.create("svg").attr("role", "img").attr("aria-label", label);
      const height = draw(svg, width);
      if (!height) { canvas.replaceChildren(); return; }
      svg.attr("viewBox", `0 0 ${width} ${height}`);
      canvas.replaceChildren(svg.node());
    };
    new ResizeObserver(() => again(false)).observe(canvas);
    drawings.push({ figure, again });
    again(true);
  };
  const titled = (selection, text) => selection.append("title").text(text);
  const day = (text) => new Date(`${text}T00:00:00Z`);
  const next = (text) => new Date(+day(text) + 864e5);
  const left = (ids) => ids.filter((id) => passes(id));

  // Draw labels where there is room; marks without a label have a tooltip.
  const labels = (width, height) => {
    const taken = [];
    const free = (box) => box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height &&
      taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
    const room = (box) => free(box) && taken.push(box);
    const take = (x, y, r) => taken.push([x - r, y - r, x + r, y + r]);
    const write = (node, name, x, y, r, letter = 6.8) => {
      const wide = name.length * letter + 4;
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
  const ROWS = 12, ROW = 13;
  const colour = (kind) => ([...LANES, ...LASTING].includes(kind) ? kind : "other");

  // The marks of a kind in rows without overlaps, or null where that takes too many rows.
  const rowsOf = (all, x, from, to) => {
    const ends = [], marks = [];
    for (const event of all) {
      const begin = x(event.first ? day(event.first) : from);
      const wide = Math.max(x(event.last ? next(event.last) : to) - begin, 7);
      let row = ends.findIndex((end) => end <= begin);
      if (row < 0) row = ends.push(0) - 1;
      if (row >= ROWS) return null;
      ends[row] = begin + wide + 1;
      marks.push({ ids: [event.id], x: begin, y: row * ROW, wide, high: 10, title: event.name ?? event.kind });
    }
    return { marks, high: ends.length * ROW };
  };
  const barsOf = (all, x, from) => {
    const WIDE = 9, HIGH = 110, bins = new Map();
    for (const event of all) {
      const bin = Math.floor(x(event.first ? day(event.first) : from) / WIDE);
      bins.set(bin, [...(bins.get(bin) ?? []), event.id]);
    }
    const most = Math.max(...[...bins.values()].map((ids) => ids.length));
    const marks = [...bins].map(([bin, ids]) => {
      const high = Math.max(3, HIGH * ids.length / most);
      return { ids, x: bin * WIDE, y: HIGH - high, wide: WIDE - 2, high, title: `${ids.length} events` };
    });
    return { marks, high: HIGH };
  };

  const timeline = (svg, width) => {
    const all = left(data.timeline).map((id) => ({ ...events[id], id }));
    if (!all.length) return 0;
    const brief = all.filter((event) => !LASTING.includes(event.kind) && event.first && event.last);
    const bounds = (brief.length ? brief : all).flatMap((e) => [e.first && day(e.first), e.last && next(e.last)]).filter(Boolean);
    let [from, to] = [new Date(Math.min(...bounds)), new Date(Math.max(...bounds))];
    const room = Math.max((to - from) * .02, (to - from < 10 * 864e5 ? 15 : 2) * 864e5);
    [from, to] = [new Date(from - room), new Date(+to + room)];
    const narrow = width < 500, margin = narrow ? 0 : 92;
    const x = d3.scaleUtc([from, to], [margin, width - 8]).clamp(true);
    const kinds = [...LANES, ...new Set(all.map((e) => e.kind).filter((k) => !LANES.includes(k) && !LASTING.includes(k))), ...LASTING]
      .filter((kind) => all.some((event) => event.kind === kind));
    let y = 8;
    const lanes = [];
    for (const kind of kinds) {
      if (narrow) y += 14;
      const mine = all.filter((each) => each.kind === kind);
      const drawn = rowsOf(mine, x, from, to) ?? barsOf(mine, x, from);
      lanes.push({ kind, y, head: narrow ? y - 4 : y + 9, ...drawn });
      y += drawn.high + 10;
    }
    const axis = svg.append("g");
    const days = (to - from) / 864e5;
    const month = d3.utcFormat("%b"), year = d3.utcFormat("%Y"), dayOf = d3.utcFormat("%-d %b");
    const name = (tick) => days < 100 ? dayOf(tick) : days > 3000 || !tick.getUTCMonth() ? year(tick) : month(tick);
    const ticks = x.ticks(narrow ? 4 : 8);
    ticks.forEach((tick, number) => {
      // Where no tick begins a year, the first one says which it is.
      const text = name(tick) + (number === 0 && days < 400 && !/\d{4}/.test(name(tick)) ? ` ${year(tick)}` : "");
      axis.append("line").attr("class", "grid").attr("x1", x(tick)).attr("x2", x(tick)).attr("y1", 0).attr("y2", y);
      axis.append("text").attr("class", "axis").attr("x", x(tick) + 3).attr("y", y + 14).text(x(tick) < width - 40 ? text : "");
    });
    for (const lane of lanes) {
      svg.append("text").attr("class", "lane").attr("x", 0).attr("y", lane.head).text(lane.kind);
      for (const mark of lane.marks) {
        titled(svg.append("rect").attr("class", `event ${colour(lane.kind)}`).attr("data-of", mark.ids.join("+"))
          .attr("x", mark.x).attr("y", lane.y + mark.y).attr("width", mark.wide).attr("height", mark.high)
          .attr("rx", Math.min(mark.high > 10 ? 1 : 5, mark.wide / 2)), mark.title);
      }
    }
    return y + 24;
  };

  // Legs between cities that follow each other in time, each pair of cities once.
  const legsOf = () => {
    const found = new Map();
    let last = null;
    for (const [event, at] of data.map.way) {
      if (!passes(event)) continue;
      if (last && at !== null && last.at !== null && last.at !== at) {
        const key = [last.at, at].sort((a, b) => a - b).join(" ");
        const leg = found.get(key) ?? { ends: [last.at, at], events: new Set(), times: 0 };
        leg.times += 1;
        leg.events.add(last.event).add(event);
        found.set(key, leg);
      }
      last = { event, at };
    }
    return [...found.values()];
  };

  const map = (svg, width) => {
    const points = data.map.points.map((point) => ({ ...point, events: left(point.events) }));
    const shown = points.filter((point) => point.events.length);
    if (!shown.length) return 0;
    const height = Math.round(Math.min(Math.max(width * .58, 260), 520));
    const countries = topojson.feature(world, world.objects.countries).features;
    const spots = { type: "MultiPoint", coordinates: shown.map((point) => point.at) };
    const [middle] = [d3.geoCentroid(spots)];
    const projection = d3.geoNaturalEarth1().rotate([Number.isNaN(middle[0]) ? 0 : -middle[0], 0]);
    const edge = width < 500 ? 28 : 60;
    projection.fitExtent([[edge, 50], [width - edge, height - 40]], spots);
    // Limit the zoom between a region and the world, so that neighbouring countries give context.
    const nearest = width * 1.35, farthest = width / 5.6;
    if (!(projection.scale() < nearest)) {
      const [[a, b], [c, d]] = d3.geoBounds(spots);
      projection.scale(nearest).translate([0, 0]);
      const [px, py] = projection([(a + c) / 2, (b + d) / 2]);
      projection.translate([width / 2 - px, height / 2 - py]);
    } else if (projection.scale() < farthest) {
      projection.scale(farthest).translate([width / 2, height * .56]);
    }
    const path = d3.geoPath(projection.clipExtent([[-2, -2], [width + 2, height + 2]]));
    const g = svg.append("g");
    const names = labels(width, height);
    for (const country of countries) g.append("path").attr("class", "land").attr("d", path(country));
    const legs = legsOf(), often = Math.max(1, ...legs.map((leg) => leg.times));
    const thin = legs.length > 40 ? .6 : 1;
    for (const { ends, events, times } of legs) {
      const [a, b] = ends.map((number) => points[number]);
      titled(g.append("path").attr("class", "way").attr("data-of", [...events].join("+"))
        .attr("stroke-width", thin * (.8 + 2.2 * (times - 1) / Math.max(3, often - 1)))
        .attr("d", path({ type: "LineString", coordinates: [a.at, b.at] })), `${a.name} – ${b.name}: ${times}`);
    }
    const size = (point) => 3.2 + 2 * Math.sqrt(point.events.length);
    const places = shown.map((point) => ({ point, at: projection(point.at), r: Math.min(size(point), 22) })).sort((a, b) => b.r - a.r);
    for (const { at, r } of places) names.take(at[0], at[1], r);
    for (const { point, at, r } of places) {
      const spot = g.append("g").attr("class", `spot${point.country ? " ring" : ""}`).attr("data-of", point.events.join("+"));
      const what = `${point.name}${point.country ? ", no city known" : ""}: ${point.events.length}`;
      titled(spot.append("circle").attr("cx", at[0]).attr("cy", at[1]).attr("r", r), what);
      names.write(spot, point.name, at[0], at[1], r);
    }
    for (const country of countries) {
      const [cx, cy] = path.centroid(country), [[x0, y0], [x1, y1]] = path.bounds(country);
      const name = country.properties.name, wide = name.length * 6;
      if (shown.some((point) => point.country && point.name === name)) continue;
      if (!(x1 - x0 > wide && y1 - y0 > 16) || !names.room([cx - wide / 2, cy - 8, cx + wide / 2, cy + 5])) continue;
      g.insert("text", ".spot").attr("class", "country").attr("x", cx).attr("y", cy + 3).text(name);
    }
    return height;
  };

  const network = (svg, width) => {
    const links = data.network.links
      .map((link) => ({ source: data.network.people[link.from], target: data.network.people[link.to], events: left(link.events) }))
      .filter((link) => link.events.length);
    if (!links.length) return 0;
    // Nobody stands there without a meeting that is shown.
    const people = [...new Set(links.flatMap((link) => [link.source, link.target]))].map((person) => ({ ...person, weight: 0, of: person }));
    const drawn = new Map(people.map((person) => [person.of, person]));
    for (const link of links) {
      [link.source, link.target] = [drawn.get(link.source), drawn.get(link.target)];
      for (const end of [link.source, link.target]) end.weight += link.events.length;
    }
    // Names need room, which a narrow picture has below.
    const height = people.length < 4 ? 200 : Math.round(Math.min(Math.max(width * .6, 330, 14 * people.length + 120), 560));
    const most = Math.max(4, ...links.map((link) => link.events.length));
    const span = Math.min(width, height * 1.5);
    const simulation = d3.forceSimulation(people)
      .force("link", d3.forceLink(links).distance(span / 4.2).strength((link) => .15 + .5 * link.events.length / most))
      .force("charge", d3.forceManyBody().strength(-span * 1.1))
      .force("x", d3.forceX(width / 2).strength(.06)).force("y", d3.forceY(height / 2).strength(width < 500 ? .08 : .14))
      .force("collide", d3.forceCollide(width < 500 ? 22 : 30)).stop();
    // Those of one group stand together.
    const angle = (person) => 2 * Math.PI * person.group / (data.network.groups.length || 1);
    if (data.network.groups.length > 1) {
      simulation.force("across", d3.forceX((person) => width / 2 + span / 3 * Math.cos(angle(person))).strength(.12))
        .force("down", d3.forceY((person) => height / 2 + span / 4.5 * Math.sin(angle(person))).strength(.12));
    }
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
    people.sort((a, b) => (b.centre - a.centre) || b.weight - a.weight);
    for (const person of people) {
      const mine = links.filter((link) => link.source === person || link.target === person);
      const node = svg.append("g").attr("class", ["person", person.centre && "centre", person.beside && "beside", person.group !== null && `group-${person.group}`].filter(Boolean).join(" "))
        .attr("data-of", [...new Set(mine.flatMap((link) => link.events))].join("+"));
      titled(node.append("circle").attr("cx", person.x).attr("cy", person.y).attr("r", size(person)), person.facts ? `${person.name}: ${person.facts}` : person.name);
      names.write(node, person.name, person.x, person.y, size(person), person.centre ? 7.8 : undefined);
    }
    return height;
  };

  if (data.timeline?.length) picture("timeline", "Timeline of the events in the rows below", timeline);
  if (data.map) picture("map", "Map of the places of the events in the rows below", map);
  if (data.network) picture("network", "Network of who met whom, from the rows below", network);
  return {
    // Draw the events again for which `wanted` is true.
    show(wanted) {
      passes = wanted;
      for (const { again } of drawings) again(true);
    },
  };
};
