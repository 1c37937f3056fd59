// What somebody who was just woken up wants to know: what is wrong, since when, what the graphs say, what can be done.
import { Chart } from '../chart.js';
import { get } from '../api.js';
import { h, say, set, table, tell } from '../dom.js';
import { drain, undrain } from './drains.js';
import { milliseconds, percent, rate, span, time } from '../words.js';

const STEPS = 720;
const BIN = 4;     // Steps of five seconds: lines of twenty are calm enough to read.
const COLUMNS = [
  { name: 'State' }, { name: 'Destination', class: 'wide' }, { name: 'Since' }, { name: 'Why', class: 'why wide' }, { name: 'First byte', number: true },
  { name: 'Weight', number: true }, { name: 'Breaker' }, { name: 'In flight', number: true }, { name: 'Actions', class: 'acts', unnamed: true },
];
const WORDS = { Healthy: 'Healthy', Degraded: 'Degraded', Unhealthy: 'Down', Broken: 'Left alone', Drained: 'Drained', Unknown: 'Unknown' };
const ORDER = ['Healthy', 'Unknown', 'Drained', 'Degraded', 'Broken', 'Unhealthy'];

export class Overview {
  title = 'Overview';
  #history = null;
  #clusters = new Map();
  #fetching = false;
  #feedKey = '';

  constructor(context) {
    this.context = context;
    this.notices = h('ul', { class: 'notices', 'aria-label': 'What wants to be looked at' });
    this.charts = {
      rate: new Chart('Requests', [{ name: 'a second', class: 'c-main', area: true }], rate, 1),
      hits: new Chart('Hit ratio', [{ name: 'from the cache', class: 'c-good', area: true }], percent, 1),
      latency: new Chart('Latency', [{ name: 'p50', class: 'c-main' }, { name: 'p99', class: 'c-warn' }], milliseconds, 0),
      errors: new Chart('Errors and denials', [{ name: 'failed a second', class: 'c-bad', area: true }, { name: 'denied', class: 'c-warn' }], rate, 1),
    };
    this.clusters = h('div', { class: 'stack' });
    this.feed = h('ol', { class: 'feed', tabindex: '0', 'aria-label': 'Transitions and failovers, latest first' });
    this.element = h('div', { class: 'stack' },
      h('h1', { class: 'unseen' }, 'Overview'),
      this.notices,
      h('div', { class: 'charts' }, Object.values(this.charts).map(chart => chart.element)),
      h('div', { class: 'split' },
        h('section', { 'aria-labelledby': 'clusters-title', class: 'stack' }, h('h2', { id: 'clusters-title', class: 'unseen' }, 'Clusters'), this.clusters),
        h('section', { class: 'card', 'aria-labelledby': 'feed-title' }, h('header', {}, h('h2', { id: 'feed-title' }, 'Transitions and failovers')), this.feed)));
  }

  show() {
    this.#fetch();
  }

  word(latest) {
    this.#tellNotices(latest.overview.notices);
    this.#tellClusters(latest);
    this.#tellFeed(latest);
    this.#tellPoint(latest);
  }

  #tellNotices(notices) {
    const wanted = notices.length ? notices : [{ level: 'well', text: 'Nothing wants to be looked at.' }];
    tell(this.notices, wanted, () => wanted.map(notice => h('li', { class: notice.level }, h('span', {}, notice.text, notice.see ? [' ', h('a', { href: `#/${notice.see}` }, `See ${notice.see}`)] : ''))));
  }

  // Charts

  async #fetch() {
    if (this.#fetching) { return; }
    this.#fetching = true;
    try {
      this.#history = await get('/api/history');
      this.#draw();
    } catch {
      // The next word asks again.
    } finally {
      this.#fetching = false;
    }
  }

  #tellPoint({ overview, point }) {
    const history = this.#history;
    const next = history ? history.number + history.requests.length : 0;
    if (!history || overview.started !== history.began || point.number > next) {
      this.#fetch();
    } else if (point.number === next) {
      for (const name of ['requests', 'asked', 'hits', 'failed', 'denied', 'p50', 'p99']) {
        history[name].push(point.point[name]);
        if (history[name].length > STEPS) { history[name].shift(); }
      }
      history.number = point.number - history.requests.length + 1;
      this.#draw();
    }
  }

  #draw() {
    const { number, seconds, began, requests, asked, hits, failed, denied, p50, p99 } = this.#history;
    const last = number + requests.length;
    // Bins stay where they are as time goes on; the one that is not full yet is left out.
    const end = Math.max(0, Math.floor(last / BIN) * BIN - number);
    const bins = [];
    for (let to = end; to - BIN >= 0; to -= BIN) {
      bins.unshift([...Array(BIN).keys()].map(back => to - BIN + back));
    }
    const sum = (list, bin) => bin.reduce((total, at) => total + list[at], 0);
    const length = BIN * seconds;
    const ends = Date.parse(began) + (number + end) * seconds * 1000;
    // The figures are of the last seconds, whether or not a bin is full.
    const now = [...Array(Math.min(BIN, requests.length)).keys()].map(back => requests.length - 1 - back);
    const show = (chart, ...reads) => chart.show(reads.map(read => bins.map(read)), reads.map(read => now.length ? read(now) : null), ends, length, STEPS / BIN);
    const perSecond = list => bin => sum(list, bin) / (bin.length * seconds);
    show(this.charts.rate, perSecond(requests));
    show(this.charts.hits, bin => sum(asked, bin) ? sum(hits, bin) / sum(asked, bin) : null);
    show(this.charts.latency, bin => weighted(p50, requests, bin), bin => greatest(p99, bin));
    show(this.charts.errors, perSecond(failed), perSecond(denied));
  }

  // Clusters

  #tellClusters(latest) {
    const names = latest.clusters.map(cluster => `${cluster.name}/${cluster.destinations.map(destination => destination.name).join()}`).join('|');
    if (this.clusters.dataset.names !== names) {
      this.clusters.dataset.names = names;
      this.#clusters = new Map(latest.clusters.map(cluster => [cluster.name, this.#makeCluster(cluster)]));
      this.clusters.replaceChildren(...[...this.#clusters.values()].map(made => made.element));
    }
    const operates = latest.overview.roles.includes('operator');
    for (const cluster of latest.clusters) {
      this.#clusters.get(cluster.name).tell(cluster, latest.overview.drains, operates, Date.parse(latest.overview.now));
    }
  }

  #makeCluster(cluster) {
    let now = cluster;
    const state = h('span', { class: 'state' });
    const routes = h('span', { class: 'muted' });
    const acts = h('span', { class: 'push' });
    const list = table(`Destinations of ${cluster.name}`, COLUMNS, 'even');
    const rows = cluster.destinations.map(destination => this.#makeDestination(cluster.name, destination.name, list));
    list.body.append(...rows.map(row => row.element));
    const act = h('button', { onclick: () => drain(this.context, now, null) }, 'Drain…');
    const undo = h('button', { onclick: () => undrain(this.context, now.name, null) }, 'Undrain…');
    const element = h('section', { class: 'card', 'aria-label': `Cluster ${cluster.name}`, 'data-cluster': cluster.name },
      h('header', {}, h('h2', {}, cluster.name), state, h('span', { class: 'pill' }, cluster.trust === 'Internal' ? 'internal' : 'public'), routes, acts), list.element);
    set(act, 'aria-label', `Drain ${cluster.name}`);
    set(undo, 'aria-label', `Undrain ${cluster.name}`);
    return {
      element,
      tell: (told, drains, operates, clock) => {
        now = told;
        const worst = told.destinations.reduce((a, b) => ORDER.indexOf(b.state) > ORDER.indexOf(a.state) ? b : a, told.destinations[0] ?? { state: 'Unknown' });
        const up = told.destinations.filter(destination => destination.inRotation).length;
        set(state, 'class', `state ${worst.state}`);
        say(state, told.destinations.length > 1 && up && up < told.destinations.length ? `${up} of ${told.destinations.length} in rotation` : WORDS[worst.state]);
        say(routes, told.routes.length ? `for ${told.routes.join(', ')}` : 'no route asks it');
        const isDrained = drains.some(order => order.cluster === told.name && order.destination === null);
        show(acts, operates ? [isDrained ? undo : act] : []);
        told.destinations.forEach((destination, index) => rows[index].tell(told, destination, drains, operates, clock));
      },
    };
  }

  #makeDestination(cluster, name, list) {
    let now = null;
    const state = h('span', { class: 'state' });
    const address = h('span', { class: 'mono muted' });
    const since = h('time');
    const ago = h('small');
    const [why, pace, weight, breaker, inFlight] = [h('span'), h('span'), h('span'), h('span'), h('span')];
    const slow = h('small');
    const acts = h('span');
    const act = h('button', { 'aria-label': `Drain ${cluster}/${name}`, onclick: () => drain(this.context, now, name) }, 'Drain…');
    const undo = h('button', { 'aria-label': `Undrain ${cluster}/${name}`, onclick: () => undrain(this.context, now.name, name) }, 'Undrain…');
    const element = list.row([
      state, h('span', {}, h('strong', {}, name), ' ', address), h('span', { class: 'since' }, since, ' ', ago), why, h('span', {}, pace, ' ', slow), weight, breaker, inFlight, acts]);
    element.setAttribute('data-destination', `${cluster}/${name}`);
    return {
      element,
      tell: (told, destination, drains, operates, clock) => {
        now = told;
        set(state, 'class', `state ${destination.state}`);
        say(state, WORDS[destination.state] + (!destination.inRotation && ['Healthy', 'Degraded', 'Unknown'].includes(destination.state) ? ', gets nothing' : ''));
        say(address, destination.address);
        set(since, 'datetime', destination.since);
        say(since, time(destination.since));
        say(ago, span(clock - Date.parse(destination.since)));
        say(why, destination.evidence);
        say(pace, destination.pace ? milliseconds(destination.pace) : '–');
        say(slow, destination.slow ? `p95 ${milliseconds(destination.slow)}` : '');
        say(weight, destination.weight);
        say(breaker, destination.breaker);
        say(inFlight, destination.inFlight);
        const isDrained = drains.some(order => order.cluster === told.name && order.destination === name);
        show(acts, operates && told.destinations.length > 1 ? [isDrained ? undo : act] : []);
      },
    };
  }

  // The feed

  #tellFeed({ transitions, fallbacks }) {
    const key = `${transitions[0]?.at} ${fallbacks.slice(0, 3).map(hop => hop.last + hop.count)}`;
    if (key === this.#feedKey) { return; }
    this.#feedKey = key;
    const lines = [
      ...transitions.map(change => ({ at: change.at, what: [`${change.cluster}/${change.destination} `, h('span', { class: `state ${change.to}` }, WORDS[change.to])], why: change.evidence })),
      ...fallbacks.map(hop => ({
        at: hop.last,
        what: [`${hop.from} → ${hop.to}`],
        why: `${hop.count === 1 ? 'one request' : `${hop.count} requests`} of ${hop.route}${hop.count > 1 ? ` since ${time(hop.first)}` : ''}: ${hop.from} ${hop.words}`,
      })),
    ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 60);
    this.feed.replaceChildren(...lines.map(line => h('li', {},
      h('time', { datetime: line.at }, time(line.at)), h('span', { class: 'what' }, line.what), h('span', { class: 'why' }, line.why))));
    if (!lines.length) {
      this.feed.append(h('li', {}, h('span', {}, '–'), h('span', { class: 'why' }, 'Nothing has changed since the start.')));
    }
  }
}

function show(place, wanted) {
  if (place.firstChild !== (wanted[0] ?? null)) {
    place.replaceChildren(...wanted);
  }
}

function weighted(values, weights, bin) {
  let [sum, total] = [0, 0];
  for (const at of bin) {
    if (values[at] !== null) {
      sum += values[at] * weights[at];
      total += weights[at];
    }
  }
  return total ? sum / total : null;
}

function greatest(values, bin) {
  const known = bin.map(at => values[at]).filter(value => value !== null);
  return known.length ? Math.max(...known) : null;
}
