// Asks the local cloud again and again, and shows what it says.

import { address, h, here, show, zone } from './dom.js';
import { DETAILS } from './details.js';
import { list, nothing, rows, title, VIEWS } from './lists.js';

const PAUSE_MILLIS = 1500;
const REGIONS_EVERY = 20;
const DEFAULT_REGION = 'us-east-1';

const tags = new Map();
let regions = [DEFAULT_REGION];
let shownAddress = null;
let selected = '';
// How far down each page of the browser's history was read.
const places = new Map();
let asked = 0;
let timer = null;

class Answer extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** What the cloud says; the object is the same as last time when it says the same. */
async function ask(page) {
  const known = tags.get(page);
  const response = await fetch(`data/${page}`, { headers: known ? { 'If-None-Match': known.tag } : {} });
  if (response.status === 304) {
    return known.data;
  }
  if (!response.ok) {
    const text = await response.text();
    let error = text.trim();
    try {
      error = JSON.parse(text).error ?? error;
    } catch {
      // Plain text, as it is.
    }
    throw new Answer(response.status, error);
  }
  const data = await response.json();
  if (tags.size > 50) {
    tags.clear();
  }
  tags.set(page, { tag: response.headers.get('ETag'), data });
  return data;
}

function banner(text) {
  const element = document.getElementById('banner');
  element.hidden = text === null;
  if (text !== null && element.textContent !== text) {
    element.textContent = text;
  }
  document.body.classList.toggle('stale', text !== null);
}

function duration(seconds) {
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  let left = seconds;
  const words = [];
  parts.forEach(([size, word]) => {
    if (left >= size) {
      words.push(`${Math.floor(left / size)} ${word}`);
      left %= size;
    }
  });
  return words.slice(0, 2).join(' ');
}

function facts(overview) {
  const { chaos } = overview;
  const faults = [
    chaos.throttle ? `throttle ${chaos.throttle} %` : '',
    chaos.duplicate ? `duplicate ${chaos.duplicate} %` : '',
    chaos.reorder ? `reorder ${chaos.reorder} %` : '',
    chaos.latencyMillis ? `latency ${chaos.latencyMillis} ms` : '',
  ].filter((text) => text);
  return [
    h('span', { class: 'quiet' }, overview.endpoint),
    overview.offsetSeconds > 0
      ? h('span', { class: 'badge', id: 'clock' }, `clock ${duration(overview.offsetSeconds)} ahead`)
      : h('span', { class: 'quiet', id: 'clock' }, 'clock on time'),
    chaos.on
      ? h('span', { class: 'badge bad', id: 'chaos', title: (chaos.services ?? []).join(', ') }, `chaos: ${faults.join(', ')}`)
      : h('span', { class: 'quiet', id: 'chaos' }, 'no chaos'),
    h('span', { class: 'quiet', id: 'zone' }, `times in ${zone()}`),
  ];
}

function navigation(counts, current) {
  return [['overview', ''], ...VIEWS.map((view) => [view, counts[view]])].map(([view, count]) =>
    h('a', { href: address(view), 'data-key': view, 'aria-current': view === current ? 'page' : null },
      title(view), ' ', h('span', { class: 'count' }, `${count}`)));
}

function showRegions(current) {
  const select = document.getElementById('region');
  const all = [...new Set([...regions, current, DEFAULT_REGION])].sort();
  show(select, all.map((region) => h('option', { value: region, 'data-key': region }, region)));
  if (document.activeElement !== select) {
    select.value = current;
  }
}

function overviewPage(overview, stacks) {
  return [
    h('h1', {}, 'Overview'),
    h('p', { class: 'tiles', 'data-key': 'tiles' }, VIEWS.map((view) =>
      h('a', { class: 'tile', href: address(view), 'data-key': view }, h('b', {}, `${overview.counts[view]}`),
        ` ${overview.counts[view] === 1 ? view.slice(0, -1) : view}`))),
    h('h2', {}, 'Stacks'),
    stacks.rows.length === 0 ? nothing('stacks') : rows('stacks', stacks),
  ];
}

async function content(overview, region) {
  const at = here();
  const query = new URLSearchParams({ region });
  if (at.view === 'overview') {
    return overviewPage(overview, await ask(`stacks?${query}`));
  }
  if (!VIEWS.includes(at.view)) {
    return [h('h1', {}, 'There is no such page'), h('p', {}, h('a', { href: '#/overview' }, 'Overview'))];
  }
  if (at.name) {
    return DETAILS[at.view](await ask(`${at.view}/${encodeURIComponent(at.name)}?${query}`));
  }
  query.set('search', at.search);
  query.set('from', at.from);
  return list(at.view, await ask(`${at.view}?${query}`));
}

function show404(error) {
  const { view, name } = here();
  document.querySelectorAll('#nav a').forEach((link) => {
    link.toggleAttribute('aria-current', false);
    if (link.getAttribute('data-key') === view) {
      link.setAttribute('aria-current', 'page');
    }
  });
  document.title = `${name} is not there - labctl local cloud`;
  show(document.getElementById('main'), [
    h('h1', {}, `${name} is not there`), h('p', {}, error.message),
    h('p', {}, h('a', { href: address(view) }, `All ${view}`))]);
}

function shown(isNew) {
  const { view, name, search, select } = here();
  document.title = [select, name, title(view), 'labctl local cloud'].filter((text) => text).join(' - ');
  const input = document.querySelector('input[type=search]');
  if (input && document.activeElement !== input) {
    input.value = search;
  }
  if (isNew) {
    scrollTo(0, places.get(history.state?.visit) ?? 0);
    if (document.activeElement === document.body) {
      // What was followed is gone with its page; the keyboard goes on in the new one.
      document.getElementById('main').focus({ preventScroll: true });
    }
  }
  if (isNew || shownAddress === null) {
    const nav = document.getElementById('nav');
    const current = nav.querySelector('[aria-current]');
    nav.scrollLeft = current ? current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2 : 0;
  }
  if (select !== selected) {
    selected = select;
    document.getElementById('resource')?.scrollIntoView({ block: 'nearest' });
  }
}

/** One look at the cloud; a later one, for another address, makes it void. */
async function look() {
  const mine = ++asked;
  const at = here();
  const region = at.region || DEFAULT_REGION;
  const page = `${at.view}/${at.name}`;
  try {
    const overview = await ask(`overview?${new URLSearchParams({ region })}`);
    const nodes = await content(overview, region);
    if (mine !== asked) {
      return;
    }
    show(document.getElementById('facts'), facts(overview));
    show(document.getElementById('nav'), navigation(overview.counts, at.view));
    const main = document.getElementById('main');
    if (page !== shownAddress) {
      main.replaceChildren();
    }
    show(main, nodes.map((node) => (typeof node === 'string' ? document.createTextNode(node) : node)));
    showRegions(region);
    shown(page !== shownAddress && shownAddress !== null);
    shownAddress = page;
    banner(null);
    if (mine % REGIONS_EVERY === 1) {
      regions = (await ask('regions')).regions;
      showRegions(region);
    }
  } catch (error) {
    if (mine !== asked) {
      return;
    }
    if (error instanceof Answer && error.status === 404) {
      banner(null);
      show404(error);
      shownAddress = null;
    } else if (error instanceof Answer && error.status === 401) {
      banner('The local cloud does not know this page any more. Run: labctl open');
    } else if (error instanceof Answer) {
      banner(`The local cloud says: ${error.message}`);
    } else if (error instanceof TypeError && /fetch|network|load/i.test(error.message)) {
      banner('The local cloud does not answer. This page goes on when it is back: labctl local start');
    } else {
      banner(`This page failed: ${error.message}`);
      throw error;
    }
  }
}

async function run() {
  clearTimeout(timer);
  if (!document.hidden) {
    await look().catch((error) => console.error(error));
  }
  clearTimeout(timer);
  timer = setTimeout(run, PAUSE_MILLIS);
}

history.scrollRestoration = 'manual';
addEventListener('hashchange', run);
addEventListener('scroll', () => {
  const { view, name } = here();
  if (`${view}/${name}` === shownAddress) {
    if (history.state?.visit === undefined) {
      history.replaceState({ visit: crypto.randomUUID() }, '');
    }
    places.set(history.state.visit, scrollY);
  }
}, { passive: true });
document.addEventListener('visibilitychange', run);
document.getElementById('region').addEventListener('change', (event) => {
  location.hash = address(here().view, '', { region: event.target.value });
});
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
run();
