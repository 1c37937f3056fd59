// Hears how things are, and knows how long ago it heard. Goes on by itself when the gateway comes back.

const SILENCE = 4000;      // Events come every second: after this what is shown is old.
const GIVE_UP = 12000;     // A connection that says nothing for so long is dead.
const PAUSE = 2000;

export class Live extends EventTarget {
  #source = null;
  #heard = 0;
  #opened = 0;

  latest = null;

  start() {
    this.#open();
    setInterval(() => this.#watch(), 500);
    document.addEventListener('visibilitychange', () => document.hidden || this.#watch());
  }

  /** Milliseconds since the last word; null before the first. */
  get silence() {
    return this.#heard ? performance.now() - this.#heard : null;
  }

  get isOld() {
    return (this.silence ?? performance.now() - this.#opened) > SILENCE;
  }

  #open() {
    this.#source?.close();
    this.#opened = performance.now();
    const source = new EventSource('/api/live');
    this.#source = source;
    source.onmessage = event => {
      this.#heard = performance.now();
      this.latest = JSON.parse(event.data);
      this.dispatchEvent(new Event('word'));
      this.dispatchEvent(new Event('age'));
    };
  }

  #watch() {
    const since = performance.now() - Math.max(this.#heard, this.#opened);
    if ((this.#source.readyState === EventSource.CLOSED && since > PAUSE) || since > GIVE_UP) {
      this.#open();
    }
    this.dispatchEvent(new Event('age'));
  }
}
