// Whether what clusters give is what it should be, and which versions are known to be vulnerable.
import { get } from '../api.js';
import { h, say, set, table, tell } from '../dom.js';
import { count, span, time } from '../words.js';

const EVERY = 3000;
const ALARMS = { mismatch: 'not what the database says', changed: 'not what it was at first sight', database: 'the database is not honest' };
const TOTALS = [['verified', 'Verified'], ['trusted', 'As at first sight'], ['unverified', 'Nobody could say'], ['mismatch', 'Wrong'], ['refused', 'Withheld'], ['distrusted', 'Not asked again now']];
const DATABASES = { answers: ['Healthy', 'Answers'], away: ['Unhealthy', 'Away'], unasked: ['Unknown', 'Not asked yet'] };
const FEEDS = { current: ['Healthy', 'Current'], old: ['Degraded', 'Old'], unread: ['Unhealthy', 'Never read'] };

export class Checks {
  title = 'Checks';
  #asked = 0;

  constructor(context) {
    this.context = context;
    this.modes = h('span', { class: 'muted' });
    this.totals = Object.fromEntries(TOTALS.map(([name]) => [name, h('dd')]));
    this.databases = shelf('Checksum databases', 'No checksum database is set (Modules:ChecksumDatabases): public modules are not checked, private ones against what they were at first sight.', [
      { name: 'State' }, { name: 'Database', class: 'wide' }, { name: 'Since' }, { name: 'Trouble', class: 'why wide' }, { name: 'Asked of', class: 'wide' }, { name: 'Records', number: true }, { name: 'Tree', class: 'wide' },
    ]);
    this.alarms = shelf('What was not what it should be', 'Of what was checked since the start nothing was other than it should be.', [
      { name: 'When' }, { name: 'What', class: 'wide' }, { name: 'Artifact', class: 'wide' }, { name: 'From' }, { name: 'Should be', class: 'why wide' }, { name: 'Is', class: 'why wide' },
    ]);
    this.findings = shelf('Unverified and withheld', 'Of what was checked since the start nothing was left unverified or withheld.', [
      { name: 'When' }, { name: 'Clients got', class: 'wide' }, { name: 'Artifact', class: 'wide' }, { name: 'Why', class: 'why wide' }, { name: 'Times', number: true },
    ]);
    this.feeds = shelf('Advisory feeds', 'No feed of advisories is set: vulnerable versions are served as all others.', [
      { name: 'State' }, { name: 'Feed', class: 'wide' }, { name: 'Confirmed' }, { name: 'Advisories', number: true }, { name: 'Trouble', class: 'why wide' }, { name: 'Asked by', class: 'wide' }, { name: 'Denied', number: true }, { name: 'Warned', number: true },
    ]);
    this.met = shelf('Vulnerable versions that were asked for', 'None was asked for since the start.', [
      { name: 'When' }, { name: 'Done' }, { name: 'Version', class: 'wide' }, { name: 'Advisories', class: 'why wide' }, { name: 'Mended in' }, { name: 'Rule' }, { name: 'Times', number: true },
    ]);
    this.element = h('div', { class: 'stack' },
      h('div', { class: 'head' }, h('h1', {}, 'Checks'), this.modes),
      h('section', { class: 'card', 'aria-label': 'Artifacts that were checked since the start' },
        h('dl', { class: 'totals' }, TOTALS.map(([name, words]) => h('div', {}, h('dt', {}, words), this.totals[name])))),
      this.alarms.element, this.databases.element, this.findings.element, this.feeds.element, this.met.element);
  }

  show() {
    this.#asked = 0;
    this.word(this.context.live.latest);
  }

  word(latest) {
    if (latest && performance.now() - this.#asked > EVERY) {
      this.#asked = performance.now();
      this.#look(Date.parse(latest.overview.now));
    }
  }

  async #look(clock) {
    const [checksums, feeds] = await Promise.all(['/api/checksums', '/api/advisories'].map(path => get(path).catch(() => null)));
    if (checksums) { this.#tellChecksums(checksums); }
    if (feeds) { this.#tellFeeds(feeds, clock); }
  }

  #tellChecksums(answer) {
    say(this.modes, Object.entries(answer.routes).map(([route, mode]) => `${route}: ${{ Report: 'reported', Enforce: 'enforced', Off: 'not checked' }[mode]}`).join(', ') + (answer.databases.some(one => one.checks) ? '' : '; private modules alone: no database says what public ones should be'));
    for (const [name] of TOTALS) {
      const total = answer.checked[name] ?? answer[name];
      say(this.totals[name], total.toLocaleString());
      set(this.totals[name], 'class', total > 0 ? { mismatch: 'outcome bad', refused: 'outcome bad', unverified: 'outcome warn', distrusted: 'outcome warn' }[name] : null);
    }
    this.databases.tell(answer.databases, one => [
      state(DATABASES[one.state]), h('span', {}, h('strong', {}, one.name), ' ', h('small', {}, one.checks ? 'artifacts are checked against it' : 'only passed on')), one.since ? moment(one.since) : '',
      one.trouble ? h('span', { class: 'outcome bad' }, one.trouble) : '', one.clusters.join(', '), one.records === null ? '–' : one.records.toLocaleString(), h('span', { class: 'mono muted' }, one.hash ?? ''),
    ]);
    this.alarms.tell(answer.alarms, one => [
      moment(one.time), h('span', { class: 'outcome bad' }, ALARMS[one.kind] ?? one.kind), artifact(one), one.source, h('span', { class: 'mono' }, one.expected ?? ''), h('span', { class: 'mono' }, one.found),
    ]);
    this.findings.tell(answer.findings, one => [
      moment(one.last), h('span', { class: `outcome ${one.refused ? 'bad' : 'warn'}` }, one.refused ? `${one.refused}` : `it, ${one.state === 'mismatch' ? 'wrong' : 'unverified'}`), artifact(one), `${one.cluster} ${one.words}`, one.count.toLocaleString(),
    ]);
  }

  #tellFeeds(feeds, clock) {
    this.feeds.tell(feeds.map(feed => ({ ...feed, met: null, age: feed.confirmed ? `${span(clock - Date.parse(feed.confirmed))} ago` : 'never' })), one => [
      state(FEEDS[one.state]), h('span', {}, h('strong', {}, one.name), ' ', h('span', { class: 'mono muted' }, one.source)),
      one.confirmed ? h('span', {}, moment(one.confirmed), ' ', h('small', {}, one.age)) : one.age, h('span', {}, one.advisories.toLocaleString(), ' ', h('small', {}, `of ${count(one.modules, 'module')}`)),
      one.trouble ? h('span', {}, h('span', { class: 'outcome bad' }, one.trouble), h('small', {}, ` ${count(one.failures, 'reading')} failed since ${time(one.failing)}; ${one.state === 'old' ? 'what was known holds' : one.whenUnread === 'Refuse' ? 'what is asked about is refused' : 'nothing is held back'}`)) : '',
      one.rules.join(', ') || 'no rule', one.denied.toLocaleString(), one.warned.toLocaleString(),
    ]);
    this.met.tell(feeds.flatMap(feed => feed.met).sort((a, b) => Date.parse(b.last) - Date.parse(a.last)), one => [
      moment(one.last), h('span', { class: `outcome ${one.effect === 'denied' ? 'bad' : 'warn'}` }, one.effect), version(one), one.advisories.join(', '), one.fix ? h('span', { class: 'mono' }, one.fix) : 'nothing yet', one.rule, one.count.toLocaleString(),
    ]);
  }
}

/** A card with a table, or with a sentence while there is nothing to list. */
function shelf(title, nothing, columns) {
  const list = table(title, columns);
  const empty = h('p', { class: 'empty', hidden: true }, nothing);
  const element = h('section', { class: 'card', 'aria-label': title }, h('header', {}, h('h2', {}, title)), list.element, empty);
  return {
    element,
    tell: (found, cells) => {
      list.element.hidden = found.length === 0;
      empty.hidden = found.length > 0;
      tell(list.body, found, () => found.map(one => list.row(cells(one))));
    },
  };
}

const state = ([look, words]) => h('span', { class: `state ${look}` }, words);
const moment = iso => h('time', { datetime: iso }, time(iso));
const version = one => h('a', { class: 'mono', href: `#/explain/${encodeURIComponent(`${one.module}@${one.version}`)}` }, `${one.module}@${one.version}`);
const artifact = one => h('span', {}, version(one), h('small', {}, ` ${one.file}`));
