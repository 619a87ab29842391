// Elements, and bringing what is shown up to date without losing focus, scrolling or what was folded out.

const SVG = 'http://www.w3.org/2000/svg';

// What turns the order of letters around, has no width or moves a cursor: to be seen, so that no name looks like another.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

function visible(text) {
  return text.replace(UNSEEN, (letter) => `⟨U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

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
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : visible(`${child}`))));
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

const TAIL = 'data-tail';
const NEAR_THE_END = 8;

function isAtEnd(element) {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_THE_END;
}

/** Shows the end of what is read from its end: of this node and what is in it. */
function toEnd(node) {
  if (node.nodeType === Node.ELEMENT_NODE) {
    [node, ...node.querySelectorAll(`[${TAIL}]`)].filter((each) => each.hasAttribute(TAIL)).forEach((each) => {
      each.scrollTop = each.scrollHeight;
    });
  }
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
  // Whoever has scrolled back is reading there.
  const follows = shown.hasAttribute(TAIL) && isAtEnd(shown);
  show(shown, [...wanted.childNodes]);
  if (follows) {
    toEnd(shown);
  }
}

/** Makes these the children of a parent, keeping those elements that are there already. */
export function show(parent, wanted) {
  const stay = new Set(wanted.map(key));
  const keyed = new Map([...parent.childNodes].filter((node) => key(node) !== null).map((node) => [key(node), node]));
  let at = parent.firstChild;
  for (const node of wanted) {
    // What is gone goes first: the others then need not be moved, which would take focus and scrolling from them.
    while (at && key(at) !== null && !stay.has(key(at))) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    const known = key(node) === null ? null : keyed.get(key(node));
    if (known && known !== at && same(known, node)) {
      parent.insertBefore(known, at);
      patch(known, node);
    } else if (at && same(at, node)) {
      patch(at, node);
      at = at.nextSibling;
    } else {
      parent.insertBefore(node, at);
      toEnd(node);
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
  const two = (number) => `${number}`.padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const day = at.toDateString() === new Date().toDateString()
    ? '' : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `;
  return h('time', { datetime: text, title: text }, day + clock);
}

/** The zone of all times that are shown: UTC, UTC+02:00 ... */
export function zone() {
  const minutes = -new Date().getTimezoneOffset();
  const two = (number) => `${Math.floor(number)}`.padStart(2, '0');
  return minutes === 0 ? 'UTC'
    : `UTC${minutes < 0 ? '−' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** A count with its word, which gets an "s" unless there is one. */
export function many(count, word) {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
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
