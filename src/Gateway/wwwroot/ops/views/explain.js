// What would become of what go asks for, for any caller, without asking anybody.
import { get } from '../api.js';
import { h } from '../dom.js';
import { bytes, milliseconds, span } from '../words.js';

const ABOUT = { info: '.info', mod: '.mod', zip: '.zip', list: '@v/list', latest: '@latest' };

export class Explain {
  title = 'Explain';

  constructor() {
    const field = (name, placeholder) => h('input', { type: 'text', name, placeholder, autocomplete: 'off', spellcheck: 'false' });
    this.fields = {
      what: field('what', 'example.org/hello@v1.0.0, example.org/hello, or a path out of a log'),
      as: field('as', 'nobody in particular'), issuer: field('issuer', 'https://idp.corp.example'), group: field('group', 'dev, ops'), san: field('san', 'ci.corp.example'),
      listener: field('listener', 'the first'), host: field('host', 'that of the listener'), from: field('from', '10.1.2.3'),
    };
    for (const input of Object.values(this.fields)) {
      input.addEventListener('keydown', event => event.key === 'Enter' && this.#go());
    }
    this.result = h('div', { class: 'stack', role: 'region', 'aria-live': 'polite', 'aria-label': 'What would become of it' });
    this.element = h('div', { class: 'stack' },
      h('div', { class: 'head' }, h('h1', {}, 'Explain'), h('span', { class: 'muted' }, 'Nobody is asked, and nothing is changed.')),
      h('div', { class: 'fields' }, h('label', { class: 'grow' }, 'Module or path ', this.fields.what)),
      h('div', { class: 'fields' },
        h('label', {}, 'Caller ', this.fields.as), h('label', {}, 'Issuer ', this.fields.issuer), h('label', {}, 'Groups ', this.fields.group), h('label', {}, 'Names in the certificate ', this.fields.san),
        h('label', {}, 'Listener ', this.fields.listener), h('label', {}, 'Host ', this.fields.host), h('label', {}, 'Address ', this.fields.from),
        h('button', { class: 'first', onclick: () => this.#go() }, 'Explain')),
      this.result);
  }

  show(what) {
    if (what) {
      this.fields.what.value = what;
      this.#ask();
    }
  }

  word() {
  }

  #go() {
    const wanted = `#/explain/${encodeURIComponent(this.fields.what.value.trim())}`;
    if (location.hash === wanted) {
      this.#ask();
    } else {
      location.hash = wanted;
    }
  }

  async #ask() {
    const query = new URLSearchParams({ what: this.fields.what.value.trim() });
    for (const name of ['as', 'issuer', 'listener', 'host', 'from']) {
      if (this.fields[name].value.trim()) { query.set(name, this.fields[name].value.trim()); }
    }
    for (const name of ['group', 'san']) {
      for (const one of this.fields[name].value.split(',').map(text => text.trim()).filter(text => text)) { query.append(name, one); }
    }
    try {
      this.result.replaceChildren(...describe(await get(`/api/explain?${query}`)));
    } catch (failure) {
      this.result.replaceChildren(h('p', { class: 'card empty' }, failure.message));
    }
  }
}

function describe(answer) {
  const client = answer.client;
  return [
    h('ul', { class: 'notices' }, h('li', { class: answer.isGood ? 'well' : 'error' },
      `${who(client)} on ${client.listener} as ${client.host}${client.from ? ` from ${client.from}` : ''}: ${answer.isGood ? `nothing that is known stands in the way of ${answer.what}.` : `go would not get ${answer.what}.`}`)),
    ...answer.files.map(file),
  ];
}

/** Everything that the answer depends on, so that nobody reads it as one about somebody else. */
function who(client) {
  const token = [client.issuer ? `of ${client.issuer}` : '', client.groups.length ? `in ${client.groups.join(', ')}` : ''].filter(part => part).join(', ');
  return [client.caller || 'Nobody in particular', token, client.names.length ? `with a certificate for ${client.names.join(', ')}` : ''].filter(part => part).join(' ');
}

function file(one) {
  const step = (name, ...content) => h('li', {}, h('span', { class: 'step' }, name), h('span', {}, content));
  const sees = one.sees;
  const steps = [
    one.request ? step('parsed', `${one.request.kind}, ${one.request.isPrivate ? 'private: internal clusters alone hear of it' : 'public'}`, h('div', { class: 'mono muted' }, one.request.path)) : null,
    one.routes.length || one.route ? step('route', h('strong', {}, one.route || 'none'), one.lane === 'canary' ? ', clusters on trial first' : '', one.routes.filter(route => !route.takes).map(route => h('div', { class: 'muted' }, `not ${route.name}: it ${route.because}`))) : null,
    one.decision ? step('rule', h('strong', {}, `${one.decision.effect === 'Allow' ? 'allowed' : one.decision.effect === 'Deny' ? 'denied' : 'open'} by ${one.decision.rule}`), one.decision.reason ? `: ${one.decision.reason}` : '', one.decision.detail ? ` (${one.decision.detail})` : '', one.rules.filter(rule => rule.id !== one.decision.rule).map(rule => h('div', { class: 'muted' }, `not ${rule.id}: it ${rule.because}`))) : null,
    one.kept ? step('kept', h('strong', {}, one.kept.state), tier('memory', one.kept.memory), tier('Redis', one.kept.redis), one.kept.redisState === 'away' ? h('div', { class: 'muted' }, 'Redis is away') : '', one.kept.isFetched ? h('div', {}, 'It is being fetched now.') : '') : null,
    ...one.clusters.map((cluster, index) => step(`asked ${index + 1}.`, h('strong', {}, cluster.name), h('span', { class: 'muted' }, ` ${cluster.trust.toLowerCase()}; "not found" ${cluster.notFound === 'Next' ? 'leads on' : 'ends it'}`), cluster.skipped ? h('div', { class: 'outcome bad' }, `is passed over: ${cluster.skipped}`) : '',
      cluster.destinations.map(destination => h('div', {}, h('span', { class: `state ${destination.state}` }, `${destination.name} ${destination.state}`), ` breaker ${destination.breaker}, ${milliseconds(destination.pace || null)}`, destination.patience ? `, waited for ${span(destination.patience * 1000)}` : '', destination.url ? h('div', { class: 'mono muted' }, destination.url) : '', destination.evidence ? h('div', { class: 'muted' }, destination.evidence) : '')))),
    ...one.notes.map(note => step('note', note)),
    step('go sees', h('span', { class: `outcome ${sees.isGood ? 'good' : 'bad'}` }, `${sees.status ?? ''} ${sees.because}`.trim()), sees.text ? h('pre', {}, sees.text.trimEnd()) : ''),
  ];
  return h('section', { class: 'card', 'aria-label': `${one.name} of it` },
    h('header', {}, h('h2', {}, ABOUT[one.name] ?? one.name), h('span', { class: 'mono muted' }, one.target), one.isNeeded ? '' : h('span', { class: 'pill' }, 'go can do without'), h('span', { class: `push outcome ${sees.isGood ? 'good' : 'bad'}` }, sees.status ?? (sees.isGood ? 'to be asked for' : 'nobody to ask'))),
    h('ol', { class: 'journey' }, steps.filter(part => part)));
}

function tier(name, held) {
  return held ? h('div', {}, `${name}: ${held.status === 200 ? bytes(held.bytes) : held.status} from ${held.cluster}, ${span(held.age * 1000)} old, ${held.freshFor > 0 ? `believed for ${span(held.freshFor * 1000)}` : 'no longer believed'}, kept for ${span(held.keptFor * 1000)}`) : '';
}
