import { INBOX, LETTERS, OUTCOMES, SUPPRESSIONS, TEMPLATES, mailHtml } from './made-up.mjs';

export const OPERATOR = 'an-operator-token-of-the-stub-alone';
const STARTED = Date.now();
const redriven = new Set();
const iso = (at) => new Date(at).toISOString();
const ok = (body) => ({ body });
const refused = (status, code, message, path) => ({ status, body: { error: { code, message, path } } });

/** One answer of `/console/api/` or of the dev inbox. */
export function answer({ request, url, body, hub, dev }) {
  const path = url.pathname.replace('/console/api/', '').split('/').map(decodeURIComponent);
  const query = url.searchParams;
  if (path[0] === 'operator') {
    return ok({ configured: true, reading: 'open', ...(dev ? { token: OPERATOR } : {}) });
  }
  if (request.method === 'POST' && request.headers.authorization !== `Bearer ${OPERATOR}`) {
    return refused(401, 'unauthenticated', 'send the operator\'s token: Authorization: Bearer TOKEN', url.pathname);
  }
  switch (path[0]) {
    case 'overview':
      return ok(overview(hub, dev));
    case 'channels':
      return ok(path[1] === undefined ? channels(hub, query) : channel(hub, path[1], query));
    case 'events':
      return event(hub, path[1], url);
    case 'dead-letters':
      return letters(path, query, body, url);
    case 'email':
      return email(path, query, dev);
    case 'session':
      return ok({ token: body.user, expiresAt: iso(Date.now() + 3_600_000), url: '/ws' });
    default:
      return url.pathname.startsWith('/dev/mail') ? inbox(url) : refused(404, 'not_found', 'there is no such route', url.pathname);
  }
}

function overview(hub, dev) {
  const passed = (Date.now() - STARTED) / 1000;
  const wave = Math.sin(passed / 8);
  const left = LETTERS.filter((letter) => !redriven.has(letter.offset)).length;
  return {
    node: 'n1', now: iso(Date.now()), startedAt: iso(STARTED), dev, version: '0.1.0',
    kafka: { ok: true }, ready: true, connections: hub.followers.size, channels: hub.logs.size,
    subscriptions: { live: [...hub.followers].reduce((sum, follower) => sum + follower.channels.size, 0), replaying: 0 },
    ...hub.counts,
    rateLimited: Math.floor(passed / 20), refused: { forbidden: Math.floor(passed / 30) }, gaps: { retention: 0 },
    latency: { p50: 3 + wave, p95: 9 + 2 * wave, p99: 20 + 5 * wave },
    streams: ['activity', 'goal', 'milestone', 'metrics'].map((stream) => ({ stream, topic: stream, partitions: 3, lag: 0 })),
    fanouts: [
      { name: 'email', here: true, ok: true, detail: 'planning and sending', lag: 0, oldest: 0, outcomes: { delivered: OUTCOMES.length, retried: 1, dead: 0, filtered: Math.floor(passed * 3) }, deadLetters: 0 },
      { name: 'pusher', here: true, ok: false, detail: 'api-eu.pusher.com does not answer', lag: Math.floor(passed * 4), oldest: Math.floor(passed * 1000), outcomes: { delivered: 812, retried: Math.floor(passed), dead: left, filtered: 0 }, deadLetters: left },
    ],
  };
}

function channels(hub, query) {
  const all = [...hub.logs].filter(([channel]) => channel.startsWith(query.get('prefix') ?? ''));
  return {
    channels: all.map(([channel, log]) => ({
      channel,
      subscribers: hub.subscribers(channel).length,
      ...(channel.startsWith('presence-') ? { members: 1 } : {}),
      ...(log.length > 0 ? { lastEvent: { id: log.at(-1).id, type: log.at(-1).type, at: log.at(-1).timestamp } } : {}),
    })),
    complete: true,
  };
}

function channel(hub, name, query) {
  const log = hub.logs.get(name) ?? [];
  const end = query.get('before') ? Number(query.get('before')) : log.length;
  const start = Math.max(0, end - Number(query.get('limit') ?? 50));
  const events = log.slice(start, end).reverse().map(({ cursor, ...event }) => event);
  const members = name.startsWith('presence-') ? { members: [{ id: 'ada', info: { name: 'Ada' } }] } : {};
  return { channel: name, subscribers: hub.subscribers(name).length, ...members, streams: ['activity', 'goal'], events, cursor: start > 0 ? String(start) : null, complete: true };
}

function event(hub, id, url) {
  const found = hub.find(id);
  if (!found) return refused(404, 'not_found', 'there is no such event, or no longer', url.pathname);
  const { event: { id: _, source, type, timestamp, data, userId, channel: name }, offset } = found;
  const at = (ms) => iso(Date.parse(timestamp) + ms);
  return ok({
    event: { id, source, type, time: timestamp, data, userId },
    record: { stream: 'activity', topic: 'activity', partition: 1, offset, key: name.replace('team-', ''), timestamp, bytes: 312 },
    channels: [{ channel: name, sockets: 2, subscribers: hub.subscribers(name).length }],
    fanouts: [
      { fanout: 'pusher', steps: [
        { at: at(20), what: 'retried', attempt: 1, detail: '503 Service Unavailable', channel: name },
        { at: at(900), what: 'delivered', attempt: 2, detail: '200', channel: name },
        { at: at(950), what: 'dead-letter', detail: 'refused: 413', letter: { topic: 'milepost.dlq-pusher', partition: 0, offset: 3 } }] },
    ],
    mails: [{ request: 'r-17', to: 'a…@example.com', template: 'milestone', steps: [{ at: at(40), what: 'accepted', detail: 'mock' }, { at: at(3000), what: 'bounced', detail: 'mailbox full' }] }],
  });
}

function letters(path, query, body, url) {
  if (path[1] === 'redrive') {
    body.letters.forEach((letter) => redriven.add(letter.offset));
    return ok({ sent: body.letters.length, failed: [] });
  }
  const left = LETTERS.map((letter) => ({ ...letter, redriven: redriven.has(letter.offset) }));
  if (path[1] !== undefined) {
    const letter = LETTERS.find((one) => one.topic === path[1] && one.partition === Number(path[2]) && one.offset === Number(path[3]));
    return letter
      ? ok({ ...letter, record: { topic: 'activity', partition: 1, offset: 77 }, headers: { ce_type: letter.event.type }, data: { note: '<script>alert(1)</script>' } })
      : refused(404, 'not_found', 'there is no such letter', url.pathname);
  }
  const fits = (letter) => ['fanout', 'channel'].every((name) => !query.get(name) || letter[name] === query.get(name)) && (!query.get('type') || letter.event.type === query.get('type'));
  return ok({ letters: left.filter(fits), complete: true });
}

function email(path, query, dev) {
  if (path[1] === 'suppressions') {
    const address = query.get('address');
    return ok({ suppressions: SUPPRESSIONS.filter((one) => !address || one.recipient === address) });
  }
  if (path[1] === 'templates') {
    const locale = query.get('locale') ?? 'en';
    return ok({ subject: `${path[2]} (${locale})`, html: mailHtml(path[2]), text: `Well done!\n${path[2]}`, model: { name: 'Ada', place: 'Reims' } });
  }
  return ok({ inbox: dev, outcomes: OUTCOMES, templates: TEMPLATES });
}

function inbox(url) {
  const [, , , id, text] = url.pathname.split('/');
  if (id === undefined) return ok(INBOX);
  return text ? { type: 'text/plain', body: 'Well done!' } : { type: 'text/html', body: mailHtml(id), headers: { 'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'" } };
}
