// A chart of the last hour: a figure for now, lines with a scale, and what was when under the pointer.
import { h, svg, say, set } from './dom.js';
import { time } from './words.js';

const WIDTH = 720;
const HEIGHT = 84;
const TICKS = [60, 45, 30, 15, 0];

export class Chart {
  #series;
  #format;
  #ceiling;
  #values = [];
  #ends = 0;
  #seconds = 5;

  /** series: [{ name, class, area }]; format makes text of a value; ceiling is the least top of the scale, 0 for one by powers of ten. */
  constructor(title, series, format, ceiling) {
    this.#series = series;
    this.#format = format;
    this.#ceiling = ceiling;
    this.now = h('div', { class: 'now' });
    this.#figures();
    this.lines = series.map(one => svg('g', { class: one.class }, one.area ? svg('path', { class: 'area' }) : [], svg('path', { class: 'line' })));
    this.cursor = svg('line', { class: 'cursor', y1: 0, y2: HEIGHT, visibility: 'hidden' });
    this.plot = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      [0.5, HEIGHT / 2, HEIGHT - 0.5].map(y => svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: y, y2: y })), this.lines, this.cursor);
    this.tip = h('div', { class: 'tip', hidden: true });
    this.summary = h('p', { class: 'unseen' });
    this.element = h('section', { class: 'card chart', 'aria-label': title },
      h('h2', {}, title), this.now, h('div', { class: 'plot' }, this.plot, h('span', { class: 'top', 'aria-hidden': 'true' })),
      h('div', { class: 'ticks', 'aria-hidden': 'true' }, TICKS.map(minutes => h('span', {}, minutes ? `−${minutes} min` : 'now'))), this.tip, this.summary);
    this.plot.addEventListener('pointermove', event => this.#point(event));
    this.plot.addEventListener('pointerleave', () => this.#leave());
  }

  #figures() {
    this.figures = this.#series.map((one, index) => h('span', { class: index ? 'value second' : 'value' }));
    this.now.append(...this.figures.map((figure, index) => h('span', {}, figure, ' ', h('span', { class: `key ${this.#series[index].class}` }, this.#series[index].name))));
  }

  /** values: a list for every series, one value a step and null where there is none; figures: one value a series, of now; ends: when the last step ended. */
  show(values, figures, ends, seconds, steps) {
    this.#values = values;
    this.#ends = ends;
    this.#seconds = seconds;
    const known = values.flat().filter(value => value !== null);
    const { scale, heightOf } = this.#ceiling ? linear(Math.max(this.#ceiling, ...known)) : logarithmic(known);
    say(this.element.querySelector('.top'), scale.map(this.#format).join(' to '));
    values.forEach((list, index) => {
      const lines = stretches(list, steps).map(stretch => stretch.map(([x, value]) => [x * WIDTH, HEIGHT - heightOf(value) * (HEIGHT - 2) - 1]));
      const drawn = lines.map(points => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`);
      const paths = [...this.lines[index].children];
      set(paths.at(-1), 'd', drawn.join(''));
      if (paths.length > 1) {
        set(paths[0], 'd', drawn.map((line, at) => `${line}L${lines[at].at(-1)[0].toFixed(1)} ${HEIGHT}L${lines[at][0][0].toFixed(1)} ${HEIGHT}Z`).join(''));
      }
      say(this.figures[index], figures[index] === null ? '–' : this.#format(figures[index]));
    });
    say(this.summary, values.map((list, index) => describe(this.#series[index].name, list, this.#format)).join('; '));
    this.steps = steps;
  }

  #point(event) {
    const box = this.plot.getBoundingClientRect();
    const back = Math.min(this.steps - 1, Math.floor((1 - (event.clientX - box.left) / box.width) * this.steps));
    const found = this.#values.map(list => list[list.length - 1 - back] ?? null);
    if (back < 0 || found.every(value => value === null)) {
      this.#leave();
      return;
    }
    const x = (1 - (back + 0.5) / this.steps) * WIDTH;
    set(this.cursor, 'x1', x);
    set(this.cursor, 'x2', x);
    set(this.cursor, 'visibility', 'visible');
    say(this.tip, `${time(this.#ends - back * this.#seconds * 1000)}  ${found.map((value, index) => `${this.#series[index].name} ${value === null ? '–' : this.#format(value)}`).join(' · ')}`);
    this.tip.hidden = false;
    const left = event.clientX - this.element.getBoundingClientRect().left;
    this.tip.style.left = `${Math.max(4, Math.min(left - this.tip.offsetWidth / 2, this.element.clientWidth - this.tip.offsetWidth - 4))}px`;
  }

  #leave() {
    this.tip.hidden = true;
    set(this.cursor, 'visibility', 'hidden');
  }
}

/** The parts of a list without gaps, as [x from 0 to 1, value]; the list ends at 1. */
function stretches(list, steps) {
  const found = [];
  let open = null;
  list.forEach((value, index) => {
    if (value === null) {
      open = null;
      return;
    }
    if (!open) {
      open = [];
      found.push(open);
    }
    open.push([1 - (list.length - 1 - index + 0.5) / steps, value]);
  });
  return found.map(points => points.length > 1 ? points : [points[0], [points[0][0] + 1 / steps, points[0][1]]]);
}

function describe(name, list, format) {
  const known = list.filter(value => value !== null);
  return known.length === 0 ? `${name}: nothing in the last hour` : `${name}: now ${format(known.at(-1))}, at most ${format(Math.max(...known))} in the last hour`;
}

/** A scale from 0 to the next of 1, 2, 5, 10, … above a value: what is written at it, and how high a value is, from 0 to 1. */
function linear(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const top = [1, 2, 5, 10].map(factor => factor * power).find(next => next >= value * 0.999);
  return { scale: [top], heightOf: one => one / top };
}

/** A scale between powers of ten: one slow request does not flatten the others. */
function logarithmic(known) {
  const values = known.filter(value => value > 0);
  const low = values.length ? Math.floor(Math.log10(Math.min(...values))) : -1;
  const high = Math.max(low + 1, values.length ? Math.ceil(Math.log10(Math.max(...values))) : 1);
  return { scale: [10 ** low, 10 ** high], heightOf: one => one > 0 ? Math.max(0, (Math.log10(one) - low) / (high - low)) : 0 };
}
