// What did not go well of late, and one request's whole way by its id.
import { get } from '../api.js';
import { h, set, table } from '../dom.js';
import { bytes, milliseconds, time } from '../words.js';

const EVERY = 3000;
const FILTERS = [
  ['Everything that went wrong', ''], ['Denied', 'denied'], ['Not identified', 'unauthenticated'], ['Failed', 'failed,cut-off'], ['Limited', 'limited'], ['Saved by another cluster', 'served'],
];
// A request that was served is listed here because somebody had to be asked in another's place.
const LOOKS = { failed: 'bad', 'cut-off': 'bad', denied: 'note', unauthenticated: 'note', limited: 'warn', served: 'good', 'not-found': 'warn' };

export class Requests {
  title = 'Requests';
  #wanted = '';
  #id = '';
  #asked = 0;

  constructor(context) {
    this.context = context;
    this.id = h('input', { type: 'search', name: 'id', placeholder: 'as in X-Request-ID and at the end of what go prints', autocomplete: 'off', spellcheck: 'false' });
    this.id.addEventListener('keydown', event => event.key === 'Enter' && this.#look());
    this.filters = FILTERS.map(([text, outcome]) => h('button', { 'aria-pressed': outcome === '' ? 'true' : 'false', onclick: () => this.#filter(outcome) }, text));
    this.journey = h('section', { class: 'card', 'aria-label': 'The way of one request', hidden: true });
    this.rows = table('Requests that went wrong', [
      { name: 'When' }, { name: 'Outcome' }, { name: 'Asked for', class: 'wide' }, { name: 'Why', class: 'why wide' }, { name: 'Way', class: 'wide' }, { name: 'Took', number: true }, { name: 'Who' }, { name: 'Request', class: 'acts' },
    ]);
    this.empty = h('p', { class: 'empty', hidden: true }, 'Nothing of that kind is remembered.');
    this.element = h('div', { class: 'stack' },
      h('div', { class: 'head' }, h('h1', {}, 'Requests')),
      h('div', { class: 'fields' }, h('label', { class: 'grow' }, 'Request id ', this.id), h('button', { class: 'first', onclick: () => this.#look() }, 'Show its way')),
      this.journey,
      h('div', { class: 'chips', role: 'group', 'aria-label': 'Which requests' }, this.filters),
      h('section', { class: 'card', 'aria-label': 'Requests that went wrong' }, this.rows.element, this.empty));
  }

  show(id) {
    this.#id = id ?? '';
    this.id.value = this.#id;
    this.journey.hidden = !this.#id;
    if (this.#id) {
      this.#journey();
    }
    this.#asked = 0;
    this.word(this.context.live.latest);
  }

  word(latest) {
    if (latest && performance.now() - this.#asked > EVERY) {
      this.#asked = performance.now();
      this.#list();
    }
  }

  #look() {
    location.hash = `#/requests/${encodeURIComponent(this.id.value.trim())}`;
  }

  #filter(outcome) {
    this.#wanted = outcome;
    this.filters.forEach((button, index) => set(button, 'aria-pressed', FILTERS[index][1] === outcome ? 'true' : 'false'));
    this.#list();
  }

  async #list() {
    const wanted = this.#wanted;
    const found = await get(`/api/requests?outcome=${encodeURIComponent(wanted)}`).catch(() => null);
    if (!found || wanted !== this.#wanted) { return; }
    this.empty.hidden = found.length > 0;
    const key = `${wanted}|${found.length}|${found[0]?.id}`;
    if (this.rows.body.dataset.key === key) { return; }
    this.rows.body.dataset.key = key;
    this.rows.body.replaceChildren(...found.map(request => this.rows.row([
      h('time', { datetime: request.at }, time(request.at)),
      outcome(request),
      h('span', { class: 'mono' }, request.asked),
      request.reason || '',
      request.attempts.map(attempt => attempt.cluster).filter((name, index, all) => name !== all[index - 1]).join(' → '),
      milliseconds(request.milliseconds),
      request.asker ? request.asker.subject || request.asker.client || '' : '',
      h('a', { href: `#/requests/${request.id}`, class: 'mono' }, request.id),
    ])));
  }

  async #journey() {
    const id = this.#id;
    try {
      const request = await get(`/api/requests/${encodeURIComponent(id)}`);
      if (id === this.#id) { this.journey.replaceChildren(...describe(request)); }
    } catch (failure) {
      if (id === this.#id) { this.journey.replaceChildren(h('p', { class: 'empty' }, failure.message)); }
    }
  }
}

function outcome(request) {
  return h('span', { class: `outcome ${LOOKS[request.outcome] ?? ''}` }, `${request.status} ${request.outcome}`);
}

function describe(request) {
  const step = (name, ...content) => h('li', {}, h('span', { class: 'step' }, name), h('span', {}, content));
  const asker = request.asker;
  const steps = [
    step('came in', h('time', { datetime: request.at }, time(request.at)), ` on ${request.listener}, ${request.method}`, request.twin ? ', which go repeats after a refusal' : ''),
    step('who', asker ? [asker.subject || 'nobody in particular', asker.client ? ` from ${asker.client}` : '', asker.issuer ? `, token of ${asker.issuer}` : '', asker.certificate ? h('div', { class: 'mono muted' }, asker.certificate) : '', asker.groups.length ? `, in ${asker.groups.join(', ')}` : '', asker.userAgent ? h('div', { class: 'muted' }, asker.userAgent) : ''] : h('span', { class: 'muted' }, 'for auditors alone')),
    step('asked for', h('span', { class: 'mono' }, request.asked), ` (${request.kind})`),
    step('decided', request.decision ? `${request.decision === 'allow' ? 'allowed' : 'denied'} by ${request.rule === 'default' ? 'the default' : `rule ${request.rule}`}` : 'no rule was asked'),
    step('route', request.route ? `${request.route}${request.lane === 'canary' ? ', clusters on trial first' : ''}` : 'none'),
    step('cache', { hit: 'kept and believed', miss: 'not kept', joined: 'fetched for another request that was under way', revalidating: 'kept, and being asked for again', 'stale-if-error': 'kept and too old, served because every cluster failed' }[request.cache] ?? 'not asked'),
    ...request.attempts.map((attempt, index) => step(`attempt ${index + 1}`, h('strong', {}, attempt.destination ? `${attempt.cluster}/${attempt.destination}` : attempt.cluster), ' ', h('span', { class: `outcome ${attempt.outcome === 'answer' ? 'good' : attempt.outcome === 'not-found' ? '' : 'bad'}` }, attempt.words), ` after ${milliseconds(attempt.milliseconds)}`)),
    step('answer', outcome(request), request.cluster ? ` from ${request.cluster}` : '', `, ${bytes(request.bytes)} after ${milliseconds(request.milliseconds)}`, request.reason ? h('div', { class: 'muted' }, request.reason) : ''),
  ];
  if (asker?.told) {
    steps.push(step('go was told', h('pre', {}, asker.told.trimEnd())));
  }
  if (request.traceId) {
    steps.push(step('trace', h('span', { class: 'mono' }, request.traceId)));
  }
  return [h('header', {}, h('h2', {}, 'Request '), h('span', { class: 'mono' }, request.id)), h('ol', { class: 'journey' }, steps)];
}
