// The lists of each kind of thing: what their columns show.

import { address, bytes, h, here, many, millis, status, time } from './dom.js';

const link = (view) => (row) => h('a', { href: address(view, row.name) }, row.name);
const created = ['Created', (row) => time(row.created)];

const COLUMNS = {
  stacks: [
    ['Stack', link('stacks')],
    ['Status', (row) => status(row.status)],
    ['Changed', (row) => time(row.updated ?? row.created)],
    ['Description', (row) => row.description ?? row.reason ?? '', 'wide prose'],
  ],
  queues: [
    ['Queue', link('queues')],
    ['Visible', (row) => row.visible, 'number'],
    ['In flight', (row) => row.inFlight, 'number'],
    ['Delayed', (row) => row.delayed, 'number'],
    ['Dead letters go to', (row) => (row.deadLetters ? h('a', { href: address('queues', row.deadLetters) }, row.deadLetters) : '')],
  ],
  tables: [
    ['Table', link('tables')],
    ['Status', (row) => status(row.status)],
    ['Items', (row) => row.items, 'number'],
    ['Size', (row) => bytes(row.bytes), 'number'],
    ['Keys', (row) => row.keys],
    created,
  ],
  buckets: [
    ['Bucket', link('buckets')],
    ['Region', (row) => row.region],
    ['Objects', (row) => `${row.objects ?? ''}${row.more ? '+' : ''}`, 'number'],
    ['Size', (row) => `${bytes(row.bytes)}${row.more ? '+' : ''}`, 'number'],
    ['Versioning', (row) => row.versioning],
    created,
  ],
  functions: [
    ['Function', link('functions')],
    ['Runtime', (row) => row.runtime],
    ['Memory', (row) => `${row.memoryMb} MB`, 'number'],
    ['Timeout', (row) => millis(row.timeoutSeconds * 1000), 'number'],
    ['Changed', (row) => time(row.modified)],
  ],
  logs: [
    ['Log group', link('logs')],
    ['Size', (row) => bytes(row.bytes), 'number'],
    ['Kept', (row) => (row.retentionDays ? many(row.retentionDays, 'day') : 'for ever')],
    created,
  ],
  instances: [
    ['Instance', link('instances')],
    ['Name', (row) => row.title ?? ''],
    ['State', (row) => status(row.status)],
    ['Type', (row) => row.type],
    ['Address', (row) => row.address ?? ''],
    ['Launched', (row) => time(row.launched)],
  ],
  databases: [
    ['Database', link('databases')],
    ['Status', (row) => status(row.status)],
    ['Engine', (row) => row.engine],
    ['Endpoint', (row) => row.endpoint ?? ''],
    created,
  ],
};

export const VIEWS = Object.keys(COLUMNS);

const TRY = {
  stacks: 'labctl deploy s3-replication',
  queues: 'labctl deploy file-pipeline',
  tables: 'labctl deploy file-catalog',
  buckets: 'labctl deploy s3-replication',
  functions: 'labctl deploy s3-replication',
  logs: 'labctl deploy s3-replication',
  instances: 'labctl deploy file-pipeline',
  databases: 'labctl deploy db-replication',
};

/** A table; cells are texts or elements. The first column names the row. */
export function table(columns, rows, keyOf) {
  const cell = ([name, value, kind], row, at) => {
    const content = value(row);
    return h(at === 0 ? 'th' : 'td', {
      class: [kind, content === '' ? 'none' : null].filter((word) => word).join(' ') || null,
      scope: at === 0 ? 'row' : null, role: at === 0 ? 'rowheader' : 'cell', 'data-label': name,
    }, content);
  };
  // The roles stay when a narrow page shows each row as a block of its own.
  return h('div', { class: 'scroll', 'data-key': 'rows' }, h('table', { role: 'table' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(([name, , kind]) =>
      h('th', { class: kind ?? null, scope: 'col', role: 'columnheader' }, name)))),
    h('tbody', { role: 'rowgroup' }, rows.map((row) => h('tr', { role: 'row', 'data-key': keyOf(row) }, row.error
      ? [h('th', { scope: 'row', role: 'rowheader' }, row.name), h('td', { role: 'cell', colspan: columns.length - 1 }, row.error)]
      : columns.map((column, at) => cell(column, row, at)))))));
}

const LONG = 240;

/** A text; one that is long is folded, to be read whole when it is folded out. */
export function folded(text) {
  return text.length <= LONG ? text
    : h('details', { class: 'long' }, h('summary', {}, `${text.slice(0, LONG / 2)}… (${many(text.length, 'letter')})`), text);
}

/** The rows of a view without its head, for the overview. */
export function rows(view, data) {
  return table(COLUMNS[view], data.rows, (row) => row.name);
}

export function nothing(view) {
  return h('p', { class: 'empty' }, `There are no ${view} here yet. Try: `, h('code', {}, TRY[view]));
}

/** The list of a view: search, rows, and the way to the other pages. */
export function list(view, data) {
  const { search } = here();
  const last = Math.min(data.found, data.from + data.page);
  const count = data.found === data.total ? `${data.total}` : `${data.found} of ${data.total}`;
  const step = (word, from) => h('a', { href: address(view, '', { search, from }) }, word);
  return [
    h('h1', {}, title(view)),
    h('p', { class: 'bar', 'data-key': 'bar' },
      h('label', {}, 'Search ', h('input', {
        type: 'search',
        oninput: (event) => location.replace(address(view, '', { search: event.target.value })),
      })),
      h('span', { class: 'quiet', id: 'count' },
        data.found > data.page ? `${data.from + 1} to ${last} of ${count}` : `${count}`),
      data.from > 0 && step('Previous', Math.max(0, data.from - data.page)),
      last < data.found && step('Next', last)),
    data.rows.length > 0 ? rows(view, data)
      : search ? h('p', { class: 'empty' }, `Nothing here has “${search}” in its name.`) : nothing(view),
  ];
}

export function title(view) {
  return view.charAt(0).toUpperCase() + view.slice(1);
}
