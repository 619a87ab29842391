// A stack's resources and what they refer to, in layers: what refers to others stands left of them.

import { address, h, mood, s, SIGNS } from './dom.js';

const WIDTH = 178;
const HEIGHT = 42;
const GAP_X = 46;
const GAP_Y = 12;
const THREAD = 12;
const SWEEPS = 8;
const SMALLEST = 0.78;

/** For each id the length of the longest way that leads to it. A template has no circles. */
function layers(ids, into) {
  const depth = new Map();
  const of = (id) => {
    if (!depth.has(id)) {
      depth.set(id, 0);
      depth.set(id, Math.max(0, ...into.get(id).map((from) => of(from) + 1)));
    }
    return depth.get(id);
  };
  ids.forEach(of);
  return depth;
}

/** Puts each layer in the order of the middle of its neighbours, several times, so that few lines cross. */
function ordered(columns, near) {
  const place = new Map();
  const number = () => columns.forEach((column) => column.forEach((id, row) => place.set(id, (row + 0.5) / column.length)));
  number();
  const middle = (id) => {
    const places = near.get(id).map((other) => place.get(other));
    return places.length === 0 ? place.get(id) : places.reduce((a, b) => a + b, 0) / places.length;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    (sweep % 2 === 0 ? columns : [...columns].reverse()).forEach((column) => {
      const wanted = new Map(column.map((id) => [id, middle(id)]));
      column.sort((a, b) => wanted.get(a) - wanted.get(b) || a.localeCompare(b));
      number();
    });
  }
}

/**
 * Where each resource stands. A line over several layers gets a place in each of them, so that it passes between the
 * resources there and not behind them. What neither refers nor is referred to stands at the right.
 */
function layout(ids, edges) {
  const into = new Map(ids.map((id) => [id, []]));
  const near = new Map(ids.map((id) => [id, []]));
  edges.forEach(({ from, to }) => into.get(to).push(from));
  const depth = layers(ids, into);
  const columns = [];
  const alone = [];
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  ids.forEach((id) => (linked.has(id) ? (columns[depth.get(id)] ??= []).push(id) : alone.push(id)));
  const ways = new Map();
  edges.forEach((edge) => {
    const way = [edge.from];
    for (let layer = depth.get(edge.from) + 1; layer < depth.get(edge.to); layer += 1) {
      const thread = `${edge.from}>${edge.to}>${layer}`;
      columns[layer].push(thread);
      near.set(thread, []);
      way.push(thread);
    }
    way.push(edge.to);
    way.slice(1).forEach((next, at) => {
      near.get(way[at]).push(next);
      near.get(next).push(way[at]);
    });
    ways.set(edge, way);
  });
  ordered(columns, near);
  const rows = Math.max(8, ...columns.map((column) => column.length));
  for (let at = 0; at < alone.length; at += rows) {
    columns.push(alone.slice(at, at + rows));
  }
  const tall = (id) => (depth.has(id) ? HEIGHT : THREAD) + GAP_Y;
  const heights = columns.map((column) => column.reduce((sum, id) => sum + tall(id), 0));
  const height = Math.max(1, ...heights);
  const places = new Map();
  columns.forEach((column, x) => {
    let y = (height - heights[x]) / 2 + 6;
    column.forEach((id) => {
      places.set(id, { x: x * (WIDTH + GAP_X) + 4, y, middle: y + (tall(id) - GAP_Y) / 2 });
      y += tall(id);
    });
  });
  return { places, ways, width: columns.length * (WIDTH + GAP_X) - GAP_X + 8, height: height + 6 };
}

function line(way, isNear, id) {
  let d = `M${way[0].x + WIDTH} ${way[0].middle}`;
  for (let at = 1; at < way.length; at += 1) {
    const x1 = way[at - 1].x + WIDTH;
    const isLast = at === way.length - 1;
    const x2 = way[at].x - (isLast ? 7 : 0);
    const bend = (x2 - x1) / 2;
    d += ` C${x1 + bend} ${way[at - 1].middle} ${x2 - bend} ${way[at].middle} ${x2} ${way[at].middle}`;
    d += isLast ? '' : ` H${way[at].x + WIDTH}`;
  }
  return s('path', {
    class: isNear ? 'edge near' : 'edge', 'data-key': id, d, 'marker-end': isNear ? 'url(#arrow-near)' : 'url(#arrow)',
  });
}

function short(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function node(resource, place, stack, isSelected) {
  const feeling = mood(resource.status);
  const kind = resource.type.replace(/^AWS::/, '').replaceAll('::', ' ');
  return s('a', {
    href: address('stacks', stack, { select: resource.id }),
    class: `node ${feeling}${isSelected ? ' selected' : ''}`,
    'data-key': resource.id,
    'aria-label': `${resource.id}, ${kind}, ${resource.status}`,
    'aria-current': isSelected ? 'true' : null,
    transform: `translate(${place.x} ${place.y})`,
  },
  s('title', {}, `${resource.id} (${resource.type}): ${resource.status}`),
  s('rect', { class: 'card', width: WIDTH, height: HEIGHT, rx: 6 }),
  s('rect', { class: 'bar', width: 5, height: HEIGHT, rx: 2 }),
  s('text', { class: 'id', x: 13, y: 18 }, short(resource.id, 20)),
  s('text', { class: 'kind', x: 13, y: 33 }, short(kind, 25)),
  s('text', { class: 'sign', x: WIDTH - 17, y: 18 }, SIGNS[feeling]));
}

function arrow(id) {
  return s('marker', {
    id, viewBox: '0 0 8 8', refX: 1, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto',
  }, s('path', { d: 'M0 0 L8 4 L0 8 z' }));
}

const LEGEND = [['ok', 'complete'], ['busy', 'in progress'], ['bad', 'failed'], ['idle', 'gone or left out']];

/** The graph, with its legend. */
export function graph(stack, resources, references, selected) {
  const ids = resources.map((resource) => resource.id);
  const known = new Set(ids);
  const edges = references.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
  const { places, ways, width, height } = layout(ids, edges);
  const room = document.getElementById('main').clientWidth - 70;
  const scale = Math.min(1, Math.max(SMALLEST, room / width));
  const isNear = ({ from, to }) => from === selected || to === selected;
  // What belongs to the selected one is drawn last, over the rest.
  const lines = [...edges].sort((a, b) => Number(isNear(a)) - Number(isNear(b)));
  return [
    h('div', { class: 'graph', 'data-key': 'graph', tabindex: '0', role: 'group',
      'aria-label': `Graph of ${resources.length} resources. Arrows point to what a resource refers to.` },
    s('svg', { width: Math.round(width * scale), height: Math.round(height * scale), viewBox: `0 0 ${width} ${height}` },
      s('defs', {}, arrow('arrow'), arrow('arrow-near')),
      lines.map((edge) => line(ways.get(edge).map((id) => places.get(id)), isNear(edge), `${edge.from}>${edge.to}`)),
      resources.map((resource) => node(resource, places.get(resource.id), stack, resource.id === selected)))),
    h('p', { class: 'legend', 'data-key': 'legend' },
      LEGEND.map(([feeling, word]) => h('span', { class: `status ${feeling}` }, `${SIGNS[feeling]} ${word}`)),
      h('span', {}, '→ refers to')),
  ];
}
