// How numbers and times read.

export function time(iso) {
  const date = new Date(iso);
  const clock = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  return Math.abs(Date.now() - date) > 20 * 3600e3 ? `${date.toLocaleDateString([], { day: 'numeric', month: 'short' })} ${clock}` : clock;
}

/** How long between two moments, in milliseconds: "12 s", "3 min", "2 h 5 min", "4 d". */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) { return `${seconds} s`; }
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) { return `${minutes} min`; }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) { return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`; }
  return `${Math.floor(hours / 24)} d`;
}

export function bytes(count) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) { count /= 1024; unit++; }
  return `${unit === 0 || count >= 100 ? Math.round(count) : count.toFixed(1)} ${units[unit]}`;
}

export function milliseconds(value) {
  if (value === null || value === undefined) { return '–'; }
  return value >= 10000 ? `${(value / 1000).toFixed(0)} s` : value >= 1000 ? `${(value / 1000).toFixed(1)} s` : value >= 100 ? `${value.toFixed(0)} ms` : value >= 1 ? `${value.toFixed(1)} ms` : `${value.toFixed(2)} ms`;
}

export function rate(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 || value === Math.round(value) ? `${Number(value.toFixed(1))}` : value.toFixed(2);
}

export function percent(value) {
  return value === null || value === undefined ? '–' : `${(value * 100).toFixed(value > 0.995 && value < 1 ? 1 : 0)} %`;
}

export function count(value, one, many = `${one}s`) {
  return `${value.toLocaleString()} ${value === 1 ? one : many}`;
}
