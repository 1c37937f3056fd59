// Makes and changes elements. Text is always text: nothing that the gateway says becomes markup.

/** Makes an element: h('a', { href: '#/', class: 'x', onclick: f }, 'text', child, …). */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  apply(element, attributes);
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  apply(element, attributes);
  element.append(...children.flat(Infinity));
  return element;
}

function apply(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
}

/** Changes a text only when it is another one, so that selections and screen readers are left in peace. */
export function say(element, text) {
  const wanted = `${text ?? ''}`;
  if (element.textContent !== wanted) {
    element.textContent = wanted;
  }
}

/** Changes an attribute only when it is another one; null takes it away. */
export function set(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== `${value}`) {
    element.setAttribute(name, value);
  }
}

/** Makes the children of an element anew, only when what they show is something else; the focus stays where it was. */
export function tell(element, what, make) {
  const key = JSON.stringify(what);
  if (element.dataset.key === key) { return; }
  element.dataset.key = key;
  const focused = element.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  element.replaceChildren(...[make()].flat());
  if (focused) {
    [...element.querySelectorAll('a')].find(link => link.getAttribute('href') === focused)?.focus();
  }
}

/** A table; columns are { name, number, class }. Its cells carry their column's name, for when it folds. */
export function table(caption, columns, look = '') {
  const body = h('tbody');
  const element = h('table', { class: `folds ${look}`.trim() },
    h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, columns.map(column => h('th', { scope: 'col', class: column.number ? 'number' : null }, column.unnamed ? h('span', { class: 'unseen' }, column.name) : column.name)))),
    body);
  return { element, body, row: cells => h('tr', {}, cells.map((cell, index) => {
    const column = columns[index];
    return h('td', { 'data-name': column.name, class: [column.number ? 'number' : '', column.class ?? ''].join(' ').trim() || null }, cell);
  })) };
}
