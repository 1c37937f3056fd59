// What memory holds, by size, and how to make it forget.
import { change, get, inPath } from '../api.js';
import { confirm, doing } from '../dialog.js';
import { h, say, set, svg, table } from '../dom.js';
import { bytes, count, percent, time } from '../words.js';

const EVERY = 5000;

export class Cache {
  title = 'Cache';
  #asked = 0;
  #module = '';
  #operates = false;

  constructor(context) {
    this.context = context;
    this.used = svg('rect', { x: 0, y: 0, height: 8, width: 0 });
    this.totals = Object.fromEntries(['Memory', 'Answers', 'Given up for others', 'Redis'].map(name => [name, h('dd')]));
    this.search = h('input', { type: 'search', placeholder: 'part of a module path', autocomplete: 'off', spellcheck: 'false' });
    this.search.addEventListener('input', () => this.#list());
    this.target = h('input', { type: 'text', placeholder: 'example.org/hello@v1.0.0, example.org/..., *.corp.example/*', autocomplete: 'off', spellcheck: 'false' });
    this.target.addEventListener('keydown', event => event.key === 'Enter' && this.#purge(this.target.value.trim()));
    this.purging = h('div', { class: 'fields', hidden: true },
      h('label', { class: 'grow' }, 'Purge ', this.target),
      h('button', { onclick: () => this.#purge(this.target.value.trim()) }, 'Purge…'),
      h('button', { class: 'danger', onclick: () => this.#purge(null) }, 'Purge everything…'));
    this.rows = table('Modules in memory', [{ name: 'Module', class: 'wide' }, { name: 'Answers', number: true }, { name: 'Takes', number: true }, { name: 'Actions', class: 'acts', unnamed: true }]);
    this.empty = h('p', { class: 'empty', hidden: true }, 'Nothing is kept that fits.');
    this.element = h('div', { class: 'stack' },
      h('div', { class: 'head' }, h('h1', {}, 'Cache')),
      h('section', { class: 'card', 'aria-label': 'Memory' },
        h('dl', { class: 'totals' }, Object.entries(this.totals).map(([name, value]) => h('div', {}, h('dt', {}, name), value))),
        h('div', { class: 'meter', 'aria-hidden': 'true' }, svg('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none' }, this.used))),
      this.purging,
      h('div', { class: 'fields' }, h('label', { class: 'grow' }, 'Search ', this.search)),
      h('section', { class: 'card', 'aria-label': 'Modules in memory, by size' }, this.rows.element, this.empty));
  }

  show() {
    this.#asked = 0;
    this.word(this.context.live.latest);
  }

  word(latest) {
    if (!latest) { return; }
    this.#operates = latest.overview.roles.includes('operator');
    this.purging.hidden = !this.#operates;
    if (performance.now() - this.#asked > EVERY) {
      this.#asked = performance.now();
      this.#list();
    }
  }

  async #list() {
    const [search, module] = [this.search.value.trim(), this.#module];
    const held = await get(`/api/cache?search=${encodeURIComponent(search)}&module=${encodeURIComponent(module)}`).catch(() => null);
    if (!held || search !== this.search.value.trim() || module !== this.#module) { return; }
    say(this.totals.Memory, `${bytes(held.bytes)} of ${bytes(held.bound)}, ${percent(held.bound ? held.bytes / held.bound : 0)}`);
    say(this.totals.Answers, held.answers.toLocaleString());
    say(this.totals['Given up for others'], held.evictions.toLocaleString());
    say(this.totals.Redis, { none: 'none', used: 'used', away: 'away' }[held.redis]);
    set(this.used, 'width', held.bound ? (100 * held.bytes) / held.bound : 0);
    this.empty.hidden = held.modules.length > 0;
    const key = JSON.stringify([held.modules, held.kept, this.#operates]);
    if (this.rows.body.dataset.key === key) { return; }
    this.rows.body.dataset.key = key;
    const focused = document.activeElement?.dataset.focus;
    this.rows.body.replaceChildren(...held.modules.flatMap(one => [this.#row(one), ...(one.module === module ? held.kept.map(answer => this.#answer(one.module, answer)) : [])]));
    if (focused) {
      [...this.rows.body.querySelectorAll('[data-focus]')].find(element => element.dataset.focus === focused)?.focus();
    }
  }

  #row(one) {
    const isOpen = one.module === this.#module;
    return this.rows.row([
      h('button', { class: 'mono', 'data-focus': `open ${one.module}`, 'aria-expanded': `${isOpen}`, onclick: () => this.#open(isOpen ? '' : one.module) }, `${isOpen ? '▾' : '▸'} ${one.module}`),
      one.answers.toLocaleString(),
      bytes(one.bytes),
      this.#operates ? h('button', { 'data-focus': `purge ${one.module}`, 'aria-label': `Purge ${one.module}`, onclick: () => this.#purge(one.module) }, 'Purge…') : '',
    ]);
  }

  #answer(module, answer) {
    return this.rows.row([
      h('span', {}, h('span', { class: 'mono' }, answer.path), h('small', {}, ` ${answer.status === 200 ? '' : `${answer.status}, `}${answer.private ? 'private, ' : ''}from ${answer.cluster} for ${answer.route} at ${time(answer.fetched)}; ${Date.parse(answer.freshUntil) > Date.now() ? `believed until ${time(answer.freshUntil)}` : `too old, kept until ${time(answer.keptUntil)}`}`)),
      '', bytes(answer.bytes), '',
    ]);
  }

  #open(module) {
    this.#module = module;
    this.#list();
  }

  async #purge(target) {
    if (target === '') {
      this.target.focus();
      return;
    }
    const what = target ?? 'everything';
    const told = await confirm(`Purge ${what}?`, [
      h('p', {}, 'It leaves memory and Redis on every gateway that shares it, and is asked for again when somebody wants it.'),
      target === null ? h('p', { class: 'warn' }, 'Everything is fetched anew: the clusters will feel it, and there is nothing old to serve if they fail.') : null,
    ], {}, { text: 'Purge', danger: true });
    if (told && await doing(() => change('DELETE', `/api/cache${target === null ? '' : `/${inPath(target)}`}`), answer => `Purged ${what}: ${count(answer.memory, 'answer')} left memory, ${answer.redis} left Redis${answer.shared ? '' : '; Redis is away, the other gateways follow when it is back'}.`)) {
      this.target.value = '';
      this.#list();
    }
  }
}
