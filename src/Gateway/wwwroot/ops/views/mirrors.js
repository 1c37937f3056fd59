// Clusters that get copies and serve nobody: whether they get them, what is lost and why, and where they answer otherwise.
import { get } from '../api.js';
import { h, say, set, table, tell } from '../dom.js';
import { count, percent, span, time } from '../words.js';

const EVERY = 3000;
const STATES = { copying: ['Healthy', 'Gets copies'], 'left-alone': ['Broken', 'Left alone'], nobody: ['Unhealthy', 'Nobody to ask'] };
const WHEN = { Outcome: 'when it is known what became of them', Request: 'as soon as they are let in' };
const DROPS = {
  'queue-full': 'more came than it answers: it is slow, or QueueLength and RequestsAtOnce are small',
  private: 'of private modules, which only internal clusters may hear of',
  'no-destination': 'no destination of its cluster got requests',
  rate: 'its cluster is asked as often as its Rate allows',
  'breaker-open': 'it was left alone, because too many copies failed',
  timeout: 'it did not answer within its Timeout',
  failed: 'refused, reset, or no HTTP',
  stopping: 'the gateway stopped',
};

export class Mirrors {
  title = 'Mirrors';
  #asked = 0;
  #cards = new Map();

  constructor(context) {
    this.context = context;
    this.list = h('div', { class: 'stack' });
    this.empty = h('p', { class: 'card empty', hidden: true }, 'No cluster gets copies of requests: the section Mirroring is empty.');
    this.element = h('div', { class: 'stack' },
      h('div', { class: 'head' }, h('h1', {}, 'Mirrors'), h('span', { class: 'muted' }, 'Whatever becomes of a copy, no client feels it.')), this.list, this.empty);
  }

  show() {
    this.#asked = 0;
    this.word(this.context.live.latest);
  }

  word(latest) {
    if (latest && performance.now() - this.#asked > EVERY) {
      this.#asked = performance.now();
      this.#list();
    }
  }

  async #list() {
    const mirrors = await get('/api/mirrors').catch(() => null);
    if (!mirrors) { return; }
    const names = mirrors.map(mirror => mirror.name).join('|');
    if (this.list.dataset.names !== names) {
      this.list.dataset.names = names;
      this.#cards = new Map(mirrors.map(mirror => [mirror.name, make(mirror.name)]));
      this.list.replaceChildren(...[...this.#cards.values()].map(card => card.element));
    }
    this.empty.hidden = mirrors.length > 0;
    for (const mirror of mirrors) { this.#cards.get(mirror.name).tell(mirror); }
  }
}

function make(name) {
  const state = h('span', { class: 'state' });
  const about = h('span', { class: 'muted' });
  const why = h('ul', { class: 'notices inset', hidden: true });
  const totals = Object.fromEntries(['Answered', 'Waiting', 'Lost', 'Differed'].map(total => [total, { value: h('span'), more: h('small') }]));
  const drops = table(`Copies for ${name} that were lost`, [{ name: 'Lost', number: true }, { name: 'Because', class: 'wide' }]);
  const differences = table(`Answers of ${name} that differ`, [
    { name: 'When' }, { name: 'What' }, { name: 'Asked for', class: 'wide' }, { name: 'Served', class: 'why wide' }, { name: 'It answered', class: 'why wide' }, { name: 'Request', class: 'acts' },
  ]);
  const none = h('p', { class: 'empty' });
  const element = h('section', { class: 'card', 'aria-label': `Mirror ${name}`, 'data-mirror': name },
    h('header', {}, h('h2', {}, name), state, about), why,
    h('dl', { class: 'totals' }, Object.entries(totals).map(([total, { value, more }]) => h('div', {}, h('dt', {}, total), h('dd', {}, value, ' ', more)))),
    drops.element, differences.element, none);
  return {
    element,
    tell: mirror => {
      const [look, words] = STATES[mirror.state];
      const lost = Object.values(mirror.dropped).reduce((sum, one) => sum + one, 0);
      set(state, 'class', `state ${look}`);
      say(state, words);
      say(about, `copies ${mirror.sample === 1 ? 'of all requests' : `of ${percent(mirror.sample)} of requests`} to ${mirror.cluster}, ${WHEN[mirror.when]}; answers are ${mirror.compare ? '' : 'not '}compared`);
      why.hidden = mirror.state === 'copying';
      const trouble = mirror.leftAlone ? `Left alone${mirror.since ? ` since ${time(mirror.since)}` : ''}: ${mirror.leftAlone}.` : `No destination of ${mirror.cluster} gets requests; the overview shows why.`;
      tell(why, trouble, () => h('li', { class: 'warning' }, trouble));
      say(totals.Answered.value, mirror.sent.toLocaleString());
      say(totals.Answered.more, mirror.last ? `the last one ${span(Date.now() - Date.parse(mirror.last))} ago` : '');
      say(totals.Waiting.value, mirror.waiting.toLocaleString());
      say(totals.Waiting.more, `of ${mirror.queueLength.toLocaleString()}`);
      say(totals.Lost.value, lost.toLocaleString());
      say(totals.Lost.more, lost + mirror.sent ? percent(lost / (lost + mirror.sent)) : '');
      say(totals.Differed.value, mirror.compare ? mirror.differed.toLocaleString() : '–');
      say(totals.Differed.more, mirror.differed > mirror.differences.length ? `the latest ${mirror.differences.length} below` : '');
      drops.element.hidden = lost === 0;
      tell(drops.body, mirror.dropped, () => Object.entries(mirror.dropped).map(([reason, many]) => drops.row([many.toLocaleString(), `${DROPS[reason] ?? reason} (${reason})`])));
      differences.element.hidden = mirror.differences.length === 0;
      none.hidden = mirror.differences.length > 0;
      say(none, !mirror.compare ? 'Compare is off: nobody looks whether it answers what was served.' : `Of ${count(mirror.sent, 'answer')} none was seen to differ from what was served.`);
      tell(differences.body, mirror.differences, () => mirror.differences.map(difference => differences.row([
        h('time', { datetime: difference.at }, time(difference.at)),
        difference.kind,
        h('span', { class: 'mono' }, difference.path),
        h('span', {}, h('span', { class: 'mono' }, difference.ours), difference.cluster ? h('small', {}, ` from ${difference.cluster}`) : ''),
        h('span', { class: 'mono outcome warn' }, difference.theirs),
        h('a', { href: `#/requests/${difference.requestId}`, class: 'mono' }, difference.requestId),
      ])));
    },
  };
}
