// One thing of each kind, with all that is known of it.

import { address, bytes, h, here, many, millis, mood, status, time } from './dom.js';
import { graph } from './graph.js';
import { folded, table, title } from './lists.js';

const PREVIEW = 120;

const SHOWN_IN = {
  'AWS::SQS::Queue': ['queues', (id) => id.slice(id.lastIndexOf('/') + 1)],
  'AWS::DynamoDB::Table': ['tables', (id) => id],
  'AWS::S3::Bucket': ['buckets', (id) => id],
  'AWS::Lambda::Function': ['functions', (id) => id],
  'AWS::Logs::LogGroup': ['logs', (id) => id],
  'AWS::EC2::Instance': ['instances', (id) => id],
  'AWS::RDS::DBInstance': ['databases', (id) => id],
  'AWS::CloudFormation::Stack': ['stacks', (id) => id.split('/')[1] ?? id],
};

function head(view, name, more) {
  return h('h1', { 'data-key': 'head' }, h('a', { href: address(view) }, title(view)), ' / ', h('span', {}, name), ' ', more ?? '');
}

/** Names and values; what is empty is left out. */
function facts(key, entries) {
  const known = entries.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return h('dl', { 'data-key': key }, known.map(([name, value]) => h('div', { 'data-key': name }, h('dt', {}, name), h('dd', {}, value))));
}

function section(name, ...content) {
  return h('section', { 'data-key': name }, h('h2', {}, name), content);
}

/** Lines of a log; before is how many there were that are left out, and isTail whether the last are to be seen first. */
function lines(texts, key, before = 0, isTail = false) {
  return h('pre', { class: 'lines', tabindex: '0', 'data-key': key, 'data-tail': isTail, role: 'group', 'aria-label': 'Lines' }, texts.map((text, at) =>
    h('span', { 'data-key': before + at, class: /\bERROR\b|Exception\b|"level":"ERROR"/.test(text) ? 'bad' : null }, `${text}\n`)));
}

function link(view, name) {
  return name ? h('a', { href: address(view, name) }, name) : '';
}

function resource(data, id) {
  const found = data.resources.find((each) => each.id === id);
  if (!found) {
    return h('p', { class: 'quiet', 'data-key': 'resource' }, 'Choose a resource of the graph to see more of it.');
  }
  const select = (other) => h('li', {}, h('a', { href: address('stacks', data.name, { select: other }) }, other));
  const uses = data.references.filter(({ from }) => from === id).map(({ to }) => select(to));
  const usedBy = data.references.filter(({ to }) => to === id).map(({ from }) => select(from));
  const shown = SHOWN_IN[found.type];
  return h('section', { 'data-key': 'resource', class: 'panel', id: 'resource' },
    h('h2', {}, id, ' ', status(found.status)),
    facts('facts', [
      ['Type', found.type],
      ['Physical id', h('code', {}, found.physicalId ?? '')],
      ['Look inside', shown && found.physicalId ? link(shown[0], shown[1](found.physicalId)) : ''],
      ['Reason', found.reason],
      ['Since', time(found.at)],
      ['Refers to', uses.length ? h('ul', {}, uses) : ''],
      ['Referred to by', usedBy.length ? h('ul', {}, usedBy) : ''],
    ]),
    h('h3', {}, 'Last events'),
    events(data.events.filter((event) => event.id === id).slice(0, 6)));
}

function events(list) {
  return table([
    ['Time', (event) => time(event.at)],
    ['Resource', (event) => event.id],
    ['Status', (event) => status(event.status)],
    ['Reason', (event) => event.reason ?? '', 'wide'],
  ], list, () => null);
}

function stack(data) {
  const entries = (values) => Object.entries(values).filter(([, value]) => value !== '').map(([name, value]) => [name, h('code', {}, value)]);
  return [
    head('stacks', data.name, status(data.status)),
    h('p', { 'data-key': 'about', class: 'quiet' }, data.description ?? ''),
    data.reason ? h('p', { 'data-key': 'reason', class: 'alert' }, data.reason) : '',
    ...graph(data.name, data.resources, data.references, here().select),
    resource(data, here().select),
    section('Outputs', facts('outputs', entries(data.outputs))),
    section('Parameters', facts('parameters', entries(data.parameters))),
    section('Resources', table([
      ['Resource', (row) => h('a', { href: address('stacks', data.name, { select: row.id }) }, row.id)],
      ['Type', (row) => row.type],
      ['Status', (row) => status(row.status)],
      ['Physical id', (row) => h('code', {}, row.physicalId ?? ''), 'wide'],
    ], data.resources, (row) => row.id)),
    section('Events', events(data.events)),
  ];
}

function queue(data) {
  return [
    head('queues', data.name),
    h('p', { class: 'tiles', 'data-key': 'tiles' },
      [['visible', data.visible], ['in flight', data.inFlight], ['delayed', data.delayed]].map(([word, count]) =>
        h('span', { class: 'tile' }, h('b', {}, `${count}`), ` ${word}`))),
    facts('facts', [
      ['URL', h('code', {}, data.url)],
      ['Dead letters', data.deadLetters ? h('span', {}, link('queues', data.deadLetters), ` after ${data.maxReceives} receives`) : ''],
      ['Visibility timeout', `${data.visibilityTimeout} s`],
      ['Created', time(data.created)],
    ]),
    section('Messages', data.messages.length === 0 ? h('p', { class: 'empty' }, 'The queue is empty.')
      : [h('p', { class: 'quiet' }, `The ${data.messages.length} oldest of ${data.visible + data.inFlight + data.delayed}, seen without receiving them: their receive counts stay.`),
        data.messages.map((message) => h('details', { 'data-key': message.messageId },
          h('summary', {}, h('code', {}, message.messageId), ' ', status(message.state, message.state === 'visible' ? 'ok' : 'busy'),
            ` received ${many(message.receives, 'time')}, sent `, time(message.sent), message.group ? `, group ${message.group}` : '',
            h('span', { class: 'preview' }, message.body.slice(0, PREVIEW))),
          h('pre', { tabindex: '0', role: 'group', 'aria-label': 'Body' }, message.body),
          message.length > message.body.length
            && h('p', { class: 'quiet' }, `The first ${message.body.length} of ${many(message.length, 'letter')}.`)))]),
  ];
}

function tableView(data) {
  const names = [...new Set([...data.keyNames, ...data.firstItems.flatMap((item) => Object.keys(item))])];
  const text = (value) => (value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : `${value}`);
  return [
    head('tables', data.name, status(data.status)),
    facts('facts', [
      ['Items', data.items],
      ['Size', bytes(data.bytes)],
      ['Keys', data.keys],
      ['Indexes', Object.entries(data.indexes).map(([name, keys]) => `${name} (${keys})`).join(', ')],
      ['Stream', data.stream ? h('code', {}, data.stream) : ''],
      ['Created', time(data.created)],
    ]),
    section('Items', data.firstItems.length === 0 ? h('p', { class: 'empty' }, 'The table is empty.') : [
      data.items > data.firstItems.length
        && h('p', { class: 'quiet' }, `The first ${data.firstItems.length} of ${many(data.items, 'item')}, as a scan finds them.`),
      table(names.map((name) => [name, (item) => folded(text(item[name])), 'wide']), data.firstItems,
        (item) => data.keyNames.map((name) => item[name]).join('|'))]),
  ];
}

function bucket(data) {
  return [
    head('buckets', data.name),
    facts('facts', [
      ['Region', data.region],
      ['Objects', `${data.objects}${data.more ? '+' : ''}`],
      ['Size', `${bytes(data.bytes)}${data.more ? '+' : ''}`],
      ['Versioning', data.versioning],
    ]),
    section('Objects and their versions', data.versions.length === 0 ? h('p', { class: 'empty' }, 'The bucket is empty.') : [
      data.moreVersions && h('p', { class: 'quiet' }, `The first ${data.versions.length}; there are more.`),
      table([
        ['Key', (row) => folded(row.key), 'wide'],
        ['Size', (row) => (row.deleted ? '' : bytes(row.bytes)), 'number'],
        ['Changed', (row) => time(row.at)],
        ['State', (row) => (row.deleted ? 'delete marker' : row.latest ? 'latest' : 'older')],
        ['Version', (row) => (row.version === 'null' ? '' : h('code', {}, row.version))],
        ['Storage', (row) => (row.storage === 'STANDARD' ? '' : row.storage ?? '')],
      ], data.versions, (row) => `${row.key}|${row.version}`)]),
  ];
}

function invocation(each) {
  return h('details', { 'data-key': `${each.requestId} ${each.start}`, class: 'invocation' },
    h('summary', {},
      time(each.start), ' ',
      status(each.errorType ? `${each.status}: ${each.errorType}` : each.status, each.status === 'running' ? 'busy' : mood(each.status)), ' ',
      h('span', { class: 'number' }, millis(each.durationMs)), ' ',
      each.initMs === undefined ? '' : h('span', { class: 'cold' }, `cold start ${millis(each.initMs)}`), ' ',
      each.memoryMb ? h('span', { class: 'quiet' }, `${each.memoryMb} MB`) : '', ' ',
      h('code', {}, each.requestId)),
    each.lines.length === 0 ? h('p', { class: 'quiet' }, 'It logged nothing.') : lines(each.lines, 'lines'),
    each.lineCount > each.lines.length && h('p', { class: 'quiet' }, `The first ${each.lines.length} of ${each.lineCount} lines.`));
}

function lambda(data) {
  const failed = data.invocations.filter((each) => mood(each.status) === 'bad').length;
  const cold = data.invocations.filter((each) => each.initMs !== undefined).length;
  return [
    head('functions', data.name, status(data.status)),
    facts('facts', [
      ['Runtime', data.runtime],
      ['Handler', h('code', {}, data.handler ?? '')],
      ['Memory', `${data.memoryMb} MB`],
      ['Timeout', `${data.timeoutSeconds} s`],
      ['Code', bytes(data.codeBytes)],
      ['Log', link('logs', data.logGroup)],
      ['Role', h('code', {}, data.role ?? '')],
    ]),
    section('Recent invocations', data.invocations.length === 0 ? h('p', { class: 'empty' }, 'It was not invoked lately.') : [
      h('p', { class: 'quiet' }, `The newest ${data.invocations.length}: ${failed} failed, ${cold} started cold.`),
      data.invocations.map(invocation)]),
    section('Environment', facts('environment', Object.entries(data.environment ?? {}).map(([name, value]) => [name, h('code', {}, value)]))),
  ];
}

function log(data) {
  return [
    head('logs', data.name),
    facts('facts', [['Size', bytes(data.bytes)], ['Kept', data.retentionDays ? many(data.retentionDays, 'day') : 'for ever']]),
    section('Newest lines first', data.lines.length === 0 ? h('p', { class: 'empty' }, 'Nothing was logged lately.')
      : [data.more && h('p', { class: 'quiet' }, `The newest ${data.lines.length}; there are older ones.`),
        h('div', { class: 'lines', tabindex: '0', role: 'group', 'aria-label': 'Lines' }, numbered(data.lines).map(([name, line]) =>
          h('p', { 'data-key': name, class: /\bERROR\b|Exception\b/.test(line.text) ? 'bad' : null },
            time(line.at), ' ', h('span', { title: line.stream }, line.text))))]),
  ];
}

/** Each line with a name that it keeps when newer ones come, so that who reads it does not lose the place. */
function numbered(newestFirst) {
  const seen = new Map();
  return [...newestFirst].reverse().map((line) => {
    const moment = `${line.stream} ${line.at}`;
    seen.set(moment, (seen.get(moment) ?? 0) + 1);
    return [`${moment} ${seen.get(moment)}`, line];
  }).reverse();
}

function instance(data) {
  return [
    head('instances', data.name, status(data.status)),
    facts('facts', [
      ['Name', data.title],
      ['Type', data.type],
      ['Image', data.image],
      ['Address', data.address],
      ['VPC', data.vpc],
      ['Subnet', data.subnet],
      ['Launched', time(data.launched)],
      ['Reason', data.reason],
      ['Tags', Object.entries(data.tags).map(([name, value]) => `${name}=${value}`).join(', ')],
    ]),
    section('Console', data.console.length === 0 ? h('p', { class: 'empty' }, 'It has printed nothing.') : [
      data.consoleLines > data.console.length && h('p', { class: 'quiet' }, `The last ${data.console.length} of ${data.consoleLines} lines.`),
      lines(data.console, 'console', data.consoleLines - data.console.length, true)]),
  ];
}

function database(data) {
  return [
    head('databases', data.name, status(data.status)),
    facts('facts', [
      ['Engine', data.engine],
      ['Endpoint', data.endpoint ? h('code', {}, data.endpoint) : ''],
      ['Database', data.database],
      ['User', data.user],
      ['Password', data.masterSecretArn ? h('span', {}, 'in ', h('code', {}, data.masterSecretArn)) : ''],
      ['Class', data.class],
      ['Storage', `${data.storageGib} GiB`],
      ['Backups kept', many(data.backupDays, 'day')],
      ['Created', time(data.created)],
    ]),
  ];
}

export const DETAILS = {
  stacks: stack, queues: queue, tables: tableView, buckets: bucket, functions: lambda, logs: log, instances: instance, databases: database,
};
