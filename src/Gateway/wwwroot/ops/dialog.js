// Asks before anything is changed, and says what came of it.
import { h, say } from './dom.js';

const dialog = document.getElementById('dialog');
const toast = document.getElementById('said');
let fading = 0;

/**
 * Shows what would happen, with fields, and waits. Gives back the values of the fields, or null.
 * content: elements; fields: { name: input }; act: { text, danger }.
 */
export function confirm(title, content, fields, act) {
  const before = document.activeElement;
  return new Promise(resolve => {
    const end = value => {
      dialog.close();
      before?.focus?.();
      resolve(value);
    };
    const yes = h('button', { class: act.danger ? 'first danger' : 'first', disabled: act.disabled }, act.text);
    yes.addEventListener('click', () => {
      const wrong = Object.values(fields).find(field => !field.reportValidity());
      if (!wrong) {
        end(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])));
      }
    });
    dialog.replaceChildren(
      h('div', { class: 'body' }, h('h2', { id: 'dialog-title' }, title), content),
      h('div', { class: 'acts' }, h('button', { onclick: () => end(null) }, 'Cancel'), yes));
    dialog.oncancel = event => {
      event.preventDefault();
      end(null);
    };
    dialog.onkeydown = event => {
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
        yes.click();
      }
    };
    dialog.showModal();
    (Object.values(fields)[0] ?? yes).focus();
  });
}

/** Tells the outcome for a while. */
export function tell(text) {
  clearTimeout(fading);
  say(toast, text);
  fading = setTimeout(() => say(toast, ''), 9000);
}

/** Does something and tells what came of it; a failure in the gateway's own words. */
export async function doing(what, then) {
  try {
    tell(then(await what()));
    return true;
  } catch (failure) {
    tell(failure.message || 'The gateway does not answer.');
    return false;
  }
}
