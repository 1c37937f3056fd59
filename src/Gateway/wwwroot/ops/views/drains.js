// Takes clusters and destinations out of rotation, and back, after showing what that means.
import { change, inPath } from '../api.js';
import { h } from '../dom.js';
import { confirm, doing } from '../dialog.js';

export async function drain(context, cluster, destination) {
  const target = destination ? `${cluster.name}/${destination}` : cluster.name;
  const others = destination ? cluster.destinations.filter(other => other.name !== destination && other.inRotation) : [];
  const alone = others.length ? [] : cluster.onlyChoiceOf;
  const minutes = h('input', { type: 'number', min: '1', max: '1440', step: '1', value: '60', required: true });
  const reason = h('input', { type: 'text', maxlength: '200', placeholder: 'upgrade, INC-123' });
  const kind = h('select', {}, h('option', { value: 'drain' }, 'Drain: for work on it'), h('option', { value: 'drill', disabled: alone.length > 0 }, 'Drill: to see that builds go on'));
  kind.addEventListener('change', () => { minutes.value = kind.value === 'drill' ? '5' : '60'; });
  const told = await confirm(`Drain ${target}?`, [
    h('p', {}, others.length
      ? `Requests go to ${others.map(other => other.name).join(', ')} of ${cluster.name}. Those under way are finished.`
      : `${target} gets no requests on any gateway that shares this Redis; those under way are finished. It ends by itself.`),
    alone.length ? h('p', { class: 'warn' }, `Nobody else gets requests of ${alone.join(', ')} now: what is not kept will fail.`) : null,
    h('label', {}, 'Kind ', kind),
    h('label', {}, 'Minutes ', minutes),
    h('label', {}, 'Reason ', reason),
  ], { kind, minutes, reason }, { text: alone.length ? 'Drain all the same' : 'Drain', danger: true });
  if (told) {
    await doing(
      () => change('PUT', `/api/drains/${inPath(target)}`, { minutes: Number(told.minutes), reason: told.reason, drill: told.kind === 'drill' }),
      answer => `${target} is drained, ${answer.words}.`);
  }
}

export async function undrain(context, cluster, destination) {
  const target = destination ? `${cluster}/${destination}` : cluster;
  if (await confirm(`Let ${target} back in?`, [h('p', {}, 'It gets requests again as soon as it is well, slowly at first.')], {}, { text: 'Undrain' })) {
    await doing(() => change('DELETE', `/api/drains/${inPath(target)}`), answer => `${target} is let back in, ${answer.words}.`);
  }
}
