// Looks at a page as people do who see it, who do not, and who have no mouse. Every finding is a sentence.

(() => {
  const shown = element => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !element.closest('.unseen, .skip, [hidden]');
  const name = element => `<${element.localName}${element.id ? ` id=${element.id}` : ''}> "${(element.textContent || element.value || '').trim().slice(0, 40)}"`;
  const texts = () => [...document.querySelectorAll('body *')].filter(element =>
    shown(element) && !element.closest('svg') && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));

  /** Texts that lie over others, are cut off, or stick out of the window. */
  window.overlaps = () => {
    const found = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) {
      found.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}`);
    }
    const boxes = [];
    for (const element of texts()) {
      // What scrolls by itself, or floats above for a moment, is looked at elsewhere.
      if (element.closest('.feed, .toast, dialog, .tip, header.bar')) { continue; }
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) { continue; }
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
          if (box.width < 1 || box.height < 1) { continue; }
          if (box.right > width + 1 || box.left < -1) { found.push(`${name(element)} sticks out of the window`); }
          boxes.push({ element, box });
        }
      }
    }
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const [a, b] = [boxes[i], boxes[j]];
        const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (a.element !== b.element && x > 2 && y > 4) { found.push(`${name(a.element)} lies over ${name(b.element)}`); }
      }
    }
    return [...new Set(found)];
  };

  /** What can be used and has no name, ids that are not unique, images without a word, more or less than one heading of the first rank. */
  window.labels = () => {
    const found = [];
    for (const element of document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=button], [tabindex="0"]')) {
      if (!shown(element)) { continue; }
      const said = element.getAttribute('aria-label') || (element.labels?.length && [...element.labels].map(label => label.textContent).join('')) || element.textContent;
      if (!said?.trim()) { found.push(`${name(element)} has no name`); }
    }
    for (const image of document.querySelectorAll('img:not([alt])')) { found.push(`${name(image)} has no alt`); }
    for (const picture of document.querySelectorAll('body svg')) {
      if (!picture.closest('[aria-hidden="true"]') && !picture.getAttribute('aria-label')) { found.push('an svg is neither hidden nor named'); }
    }
    found.push(...texts().filter(element => /\[object |undefined|NaN/.test(element.textContent)).map(element => `${name(element)} is no text for people`));
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    found.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `two elements have the id ${id}`));
    for (const attribute of ['aria-labelledby', 'for', 'aria-controls']) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) {
        if (!document.getElementById(element.getAttribute(attribute)) && element.localName !== 'dialog') { found.push(`${attribute} of ${name(element)} leads nowhere`); }
      }
    }
    if (document.querySelectorAll('h1').length !== 1) { found.push(`${document.querySelectorAll('h1').length} headings of the first rank`); }
    if (!document.documentElement.lang) { found.push('the page has no language'); }
    return found;
  };

  /** Texts whose contrast is below 4.5, or 3 for large ones (WCAG 2.2, 1.4.3). */
  window.contrasts = () => {
    const parse = color => { const parts = color.match(/[\d.]+/g).map(Number); return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 }; };
    const mix = (over, under) => over.rgb.map((part, index) => part * over.alpha + under[index] * (1 - over.alpha));
    const light = rgb => rgb.map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const ground = element => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) { layers.push(parse(getComputedStyle(at).backgroundColor)); }
      return layers.reverse().reduce((under, layer) => mix(layer, under), [255, 255, 255]);
    };
    const found = [];
    for (const element of texts()) {
      if (element.matches(':disabled')) { continue; }
      const style = getComputedStyle(element);
      const under = ground(element);
      const [a, b] = [light(mix(parse(style.color), under)), light(under)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = parseFloat(style.fontSize);
      const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
      if (ratio < least) { found.push(`${name(element)} has a contrast of ${ratio.toFixed(2)}`); }
    }
    return [...new Set(found)];
  };

  /** What has the focus now: where it is, and whether that can be seen. */
  window.focused = () => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return [element === document.body ? '' : element.getAttribute('aria-label') || element.textContent.trim() || element.name, `${Math.round(box.top + scrollY)}`, `${Math.round(box.left)}`, `${style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0}`];
  };
})();
