// What the gateway was set up with: certificates, issuers, settings.
import { get } from '../api.js';
import { h, set, table } from '../dom.js';
import { span, time } from '../words.js';

const KINDS = { Server: 'certificate', Authority: 'authority for clients', Revocations: 'revocation list', Client: 'our certificate', ClusterAuthority: 'authority' };

export class Setup {
  title = 'Setup';
  #answer = null;
  #all = false;

  constructor(context) {
    this.context = context;
    this.certificates = table('Certificates', [{ name: 'What' }, { name: 'Name', class: 'wide' }, { name: 'File', class: 'wide' }, { name: 'Until' }, { name: 'Left', number: true }]);
    this.noCertificates = h('p', { class: 'empty' }, 'No listener speaks https, and no authority vouches for clients.');
    this.issuers = table('Issuers', [{ name: 'Issuer', class: 'wide' }, { name: 'Audiences', class: 'wide' }, { name: 'Keys', number: true }, { name: 'Fetched' }, { name: 'Trouble', class: 'why wide' }]);
    this.noIssuers = h('p', { class: 'empty' }, 'No issuer of tokens is set.');
    this.toggle = h('button', { 'aria-pressed': 'false', onclick: () => this.#toggle() }, 'Defaults too');
    this.settings = h('div', { class: 'settings' });
    this.element = h('div', { class: 'stack' },
      h('div', { class: 'head' }, h('h1', {}, 'Setup')),
      h('section', { class: 'card', 'aria-labelledby': 'certificates-title' }, h('header', {}, h('h2', { id: 'certificates-title' }, 'Certificates and revocation lists')), this.certificates.element, this.noCertificates),
      h('section', { class: 'card', 'aria-labelledby': 'issuers-title' }, h('header', {}, h('h2', { id: 'issuers-title' }, 'Issuers of tokens')), this.issuers.element, this.noIssuers),
      h('section', { class: 'card', 'aria-labelledby': 'settings-title' }, h('header', {}, h('h2', { id: 'settings-title' }, 'Settings in force'), h('span', { class: 'muted' }, 'secrets are masked'), h('span', { class: 'push' }, this.toggle)), this.settings));
  }

  async show() {
    const [certificates, issuers, settings] = await Promise.all(['/api/certificates', '/api/issuers', '/api/settings'].map(path => get(path).catch(() => null)));
    this.#tell(this.certificates, this.noCertificates, certificates, one => [
      KINDS[one.kind] + (one.listener ? ` of ${one.listener}` : '') + (one.cluster ? ` for ${one.cluster}` : ''), one.subject, h('span', { class: 'mono' }, one.file), h('time', { datetime: one.until }, time(one.until)),
      h('span', { class: one.near ? 'outcome bad' : '' }, Date.parse(one.until) > Date.now() ? span(Date.parse(one.until) - Date.now()) : 'ended'),
    ]);
    this.#tell(this.issuers, this.noIssuers, issuers, one => [
      h('span', { class: 'mono' }, one.authority), one.audiences.join(', '), one.keys, one.fetched ? time(one.fetched) : 'never', one.trouble ? h('span', { class: 'outcome bad' }, one.trouble) : '',
    ]);
    this.#answer = settings;
    this.#tellSettings();
  }

  word() {
  }

  #tell(list, nothing, found, cells) {
    list.body.replaceChildren(...(found ?? []).map(one => list.row(cells(one))));
    nothing.hidden = list.element.hidden = false;
    nothing.hidden = (found ?? []).length > 0;
    list.element.hidden = !nothing.hidden;
  }

  #toggle() {
    this.#all = !this.#all;
    set(this.toggle, 'aria-pressed', `${this.#all}`);
    this.#tellSettings();
  }

  #tellSettings() {
    if (!this.#answer) { return; }
    const open = new Set([...this.settings.querySelectorAll('details:not([open])')].map(section => section.dataset.name));
    this.settings.replaceChildren(...Object.entries(this.#answer.settings).map(([name, value]) => {
      const content = this.#node(value, this.#answer.defaults[name]);
      return content ? h('details', { open: !open.has(name), 'data-name': name }, h('summary', {}, name), content) : null;
    }).filter(section => section));
  }

  /** A value as a list of its parts; null when nothing of it is to be shown. */
  #node(value, otherwise) {
    if (value === null || typeof value !== 'object') {
      const isSet = value !== (otherwise ?? null);
      return isSet || this.#all ? h('span', { class: isSet ? 'mono set' : 'mono' }, value === null || value === '' ? '–' : `${value}`) : null;
    }
    const entries = Object.entries(value);
    if (Array.isArray(value) && value.every(item => item === null || typeof item !== 'object')) {
      const isSet = JSON.stringify(value) !== JSON.stringify(otherwise ?? []);
      return isSet || this.#all ? h('span', { class: isSet ? 'mono set' : 'mono' }, value.length ? value.join(', ') : 'none') : null;
    }
    const shown = entries.map(([name, part]) => [name, this.#node(part, otherwise?.[name])]).filter(([, part]) => part);
    return shown.length ? h('ul', {}, shown.map(([name, part]) => h('li', {}, h('span', { class: 'name' }, Array.isArray(value) ? `${Number(name) + 1}. ` : `${name} `), part))) : null;
  }
}
