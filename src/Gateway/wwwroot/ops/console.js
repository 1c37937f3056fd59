// Puts the console together: the views, what is live, and what has grown old.
import { Live } from './live.js';
import { say, set } from './dom.js';
import { span, time } from './words.js';
import { Cache } from './views/cache.js';
import { Checks } from './views/checks.js';
import { Explain } from './views/explain.js';
import { Mirrors } from './views/mirrors.js';
import { Overview } from './views/overview.js';
import { Requests } from './views/requests.js';
import { Setup } from './views/setup.js';

const live = new Live();
const context = { live };
const views = {
  overview: new Overview(context), requests: new Requests(context), cache: new Cache(context), mirrors: new Mirrors(context), checks: new Checks(context), explain: new Explain(context), setup: new Setup(context),
};
const main = document.getElementById('main');
const [instance, readiness, role, heard, old, news] = ['instance', 'readiness', 'role', 'heard', 'old', 'news'].map(id => document.getElementById(id));
let view = null;
let lastChange = null;

function go() {
  const [, name, ...rest] = location.hash.split('/');
  const wanted = views[name || 'overview'] ? name || 'overview' : 'overview';
  const isFirst = view === null;
  view = views[wanted];
  main.replaceChildren(view.element);
  document.querySelectorAll('.tabs a').forEach(tab => set(tab, 'aria-current', tab.dataset.view === wanted ? 'page' : null));
  view.show(rest.length ? decodeURIComponent(rest.join('/')) : null);
  if (live.latest) { view.word(live.latest); }
  title();
  if (!isFirst) {
    // A view begins with what matters most, which the bar would lie over if the browser scrolled to the focus.
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function title() {
  const overview = live.latest?.overview;
  const troubles = overview?.notices.filter(notice => notice.level !== 'note').length ?? 0;
  document.title = `${troubles ? `(${troubles}) ` : ''}${view.title} · ${overview?.instance ?? 'Gateway'}`;
}

live.addEventListener('word', () => {
  const { overview, transitions } = live.latest;
  say(instance, overview.instance);
  set(instance, 'title', `${overview.name}, version ${overview.version}, since ${time(overview.started)}`);
  readiness.hidden = overview.state === 'ready';
  say(readiness, overview.state);
  say(role, overview.subject ? `${overview.subject} (${overview.roles.at(-1)})` : overview.roles.includes('operator') ? '' : 'may only look');
  view.word(live.latest);
  title();
  // Read aloud: what has changed since the page was opened, and nothing of before.
  const [latest] = transitions;
  if (lastChange !== null && latest && latest.at !== lastChange) {
    say(news, `${latest.cluster} ${latest.destination} is ${latest.to}: ${latest.evidence}`);
  }
  lastChange = latest?.at ?? '';
});

live.addEventListener('age', () => {
  const isOld = live.isOld;
  document.body.classList.toggle('late', isOld);
  old.hidden = !isOld;
  set(heard, 'class', isOld ? 'heard late' : 'heard live');
  if (isOld) {
    const since = live.silence;
    say(old, since === null ? 'The gateway does not answer. Trying again…' : `Old: nothing was heard for ${span(since)}. What you see is of ${time(live.latest.overview.now)}. Trying again…`);
    say(heard, 'no word');
  } else {
    say(heard, 'live');
  }
});

window.addEventListener('hashchange', go);
go();
live.start();
