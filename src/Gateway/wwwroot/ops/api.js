// Asks the gateway. Everything here is documented in docs/operations.md and answers the same to curl.

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

async function ask(path, options) {
  const response = await fetch(path, { credentials: 'same-origin', redirect: 'error', ...options });
  const text = await response.text();
  if (!response.ok) {
    throw new Refused(response.status, text.trim() || response.statusText);
  }
  return text ? JSON.parse(text) : null;
}

export const get = path => ask(path, {});

/** A call that changes something; no page of another site can make it. */
export const change = (method, path, body) => ask(path, {
  method,
  headers: { 'Content-Type': 'application/json', 'X-Gateway': '1' },
  body: body === undefined ? '' : JSON.stringify(body),
});

/** A module, cluster or version as part of a path. */
export const inPath = text => text.split('/').map(encodeURIComponent).join('/');
