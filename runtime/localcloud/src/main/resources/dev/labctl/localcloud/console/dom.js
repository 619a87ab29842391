// Elements, and bringing what is shown up to date without losing focus, scrolling or what was folded out.

const SVG = 'http://www.w3.org/2000/svg';

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element[name] = value;
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element; handlers are attributes that begin with "on". */
export function h(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

const HANDLERS = ['onclick', 'oninput', 'onchange'];

function key(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
}

function same(shown, wanted) {
  return shown.nodeType === wanted.nodeType && shown.nodeName === wanted.nodeName && key(shown) === key(wanted);
}

function patch(shown, wanted) {
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.data !== wanted.data) {
      shown.data = wanted.data;
    }
    return;
  }
  for (const { name } of [...shown.attributes]) {
    // Whether details are folded out is the reader's.
    if (!wanted.hasAttribute(name) && name !== 'open') {
      shown.removeAttribute(name);
    }
  }
  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) !== value) {
      shown.setAttribute(name, value);
    }
  }
  HANDLERS.forEach((handler) => { shown[handler] = wanted[handler]; });
  show(shown, [...wanted.childNodes]);
}

/** Makes these the children of a parent, keeping those elements that are there already. */
export function show(parent, wanted) {
  const keyed = new Map([...parent.childNodes].filter((node) => key(node) !== null).map((node) => [key(node), node]));
  let at = parent.firstChild;
  for (const node of wanted) {
    const known = key(node) === null ? null : keyed.get(key(node));
    if (known && known !== at && same(known, node)) {
      parent.insertBefore(known, at);
      patch(known, node);
    } else if (at && same(at, node)) {
      patch(at, node);
      at = at.nextSibling;
    } else {
      parent.insertBefore(node, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** The address of a view, or of one thing in it. */
export function address(view, name, parameters = {}) {
  const query = new URLSearchParams();
  Object.entries({ region: here().region, ...parameters }).forEach(([parameter, value]) => {
    if (value !== '' && value !== undefined && value !== null) {
      query.set(parameter, value);
    }
  });
  const text = query.toString();
  return `#/${view}${name ? `/${encodeURIComponent(name)}` : ''}${text ? `?${text}` : ''}`;
}

/** What the address asks for. */
export function here() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const slash = path.indexOf('/');
  const parameters = new URLSearchParams(query ?? '');
  return {
    view: (slash < 0 ? path : path.slice(0, slash)) || 'overview',
    name: slash < 0 ? '' : decodeURIComponent(path.slice(slash + 1)),
    region: parameters.get('region') ?? '',
    search: parameters.get('search') ?? '',
    from: Number(parameters.get('from') ?? 0),
    select: parameters.get('select') ?? '',
  };
}

export function time(text) {
  if (!text) {
    return '';
  }
  const at = new Date(text);
  const clock = at.toLocaleTimeString([], { hour12: false });
  const day = at.toDateString() === new Date().toDateString() ? '' : `${at.toLocaleDateString()} `;
  return h('time', { datetime: text, title: text }, day + clock);
}

export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count ?? 0;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

export function millis(value) {
  if (value === undefined || value === null) {
    return '';
  }
  return value < 1000 ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

const GOOD = /^(success|active|available|running|.*_complete)$/i;
const BAD = /fail|error|timeout|rollback|inactive|throttl/i;
const BUSY = /progress|pending|creating|modifying|starting|stopping|shutting|updating|deleting|^running$|backing/i;

/** How a status is to be seen: ok, busy, bad or idle. */
export function mood(status) {
  const text = status ?? '';
  if (BAD.test(text)) {
    return 'bad';
  }
  if (/delete_complete|skipped|terminated|stopped/i.test(text)) {
    return 'idle';
  }
  return GOOD.test(text) ? 'ok' : BUSY.test(text) ? 'busy' : 'idle';
}

export const SIGNS = { ok: '✓', busy: '…', bad: '✕', idle: '–' };

export function status(text, feeling = mood(text)) {
  return text ? h('span', { class: `status ${feeling}` }, `${SIGNS[feeling]} ${text}`) : '';
}
