// Pusher's own libraries for JavaScript, and Laravel's, against a gateway: PusherNodeIT starts it and says where it is.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import LaravelEcho from 'laravel-echo';
import PusherServer from 'pusher';
import PusherJs from 'pusher-js';
import nacl from 'tweetnacl';

const { PORT, APP_ID, APP_KEY, APP_SECRET } = process.env;
const PATIENCE = 30_000;

function serverOf(appId, key, secret, useTLS = false) {
  return new PusherServer({
    appId,
    key,
    secret,
    host: '127.0.0.1',
    port: useTLS ? process.env.TLS_PORT : PORT,
    useTLS,
    encryptionMasterKeyBase64: Buffer.from('thirty-two-bytes-for-a-test-only').toString('base64'),
  });
}

const server = serverOf(APP_ID, APP_KEY, APP_SECRET);
const quiet = serverOf('quiet', 'quiet-key', 'quiet-secret');

/** The application's own server, which lets everybody in as the user that the header names. */
const application = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const id = request.headers['x-user'] ?? 'nobody';
  const socket = form.get('socket_id');
  const channel = form.get('channel_name');
  const signs = request.headers['x-app'] === 'quiet-key' ? quiet : server;
  let answer;
  if (id === 'forger') {
    answer = { auth: `${APP_KEY}:${'0'.repeat(64)}`, channel_data: '{"user_id":"ada"}' };
  } else if (channel === null) {
    const watchlist = (request.headers['x-watches'] ?? '').split(',').filter(Boolean);
    answer = server.authenticateUser(socket, { id, watchlist, user_info: { name: `${id}!` } });
  } else if (request.headers['x-app'] === 'by-sign-in') {
    answer = { auth: server.authorizeChannel(socket, channel).auth };
  } else if (channel.startsWith('presence-')) {
    answer = signs.authorizeChannel(socket, channel, { user_id: id, user_info: { name: `${id}!`.repeat(id === 'big' ? 300 : 1) } });
  } else {
    answer = signs.authorizeChannel(socket, channel);
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});

const clients = [];

function options(user, more = {}) {
  const headers = { 'x-user': user, 'x-watches': more.watches ?? '', 'x-app': more.signs ?? more.key ?? '' };
  const at = `http://127.0.0.1:${application.address().port}/auth`;
  return {
    cluster: 'any',
    wsHost: '127.0.0.1',
    wsPort: PORT,
    wssPort: process.env.TLS_PORT,
    wsPath: more.path ?? '',
    forceTLS: more.tls === 'always',
    nacl,
    enabledTransports: more.tls ? ['ws', 'wss'] : ['ws'],
    channelAuthorization: { endpoint: at, transport: 'ajax', headers },
    userAuthentication: { endpoint: at, transport: 'ajax', headers },
  };
}

function connect(user, more = {}) {
  const client = new PusherJs(more.key ?? APP_KEY, options(user, more));
  clients.push(client);
  return client;
}

/** What comes to something that can be bound, in order. */
function hear(emitter, name) {
  const heard = [];
  const waiting = [];
  emitter.bind(name, (data, metadata) => {
    const next = { data, metadata };
    const first = waiting.shift();
    if (first) first(next);
    else heard.push(next);
  });
  return {
    heard,
    next: () =>
      new Promise((resolve, reject) => {
        if (heard.length > 0) return resolve(heard.shift());
        const timer = setTimeout(() => reject(new Error(`no ${name} came`)), PATIENCE).unref();
        waiting.push((one) => {
          clearTimeout(timer);
          resolve(one);
        });
      }),
  };
}

/** What comes to a channel, from the first thing on. */
async function follow(client, name, event) {
  const heard = hear(client.subscribe(name), event);
  await subscribe(client, name);
  return heard;
}

async function subscribe(client, name) {
  const channel = client.subscribe(name);
  if (!channel.subscribed) {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer for ${name}`)), PATIENCE).unref();
      channel.bind('pusher:subscription_succeeded', () => {
        clearTimeout(timer);
        resolve();
      });
      channel.bind('pusher:subscription_error', reject);
    });
  }
  return channel;
}

async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The gateway knows by now what has come: its ping was answered before these questions are. */
async function received(client) {
  for (let round = 0; round < 2; round++) {
    const pong = new Promise((resolve) => {
      const listener = (event) => {
        if (event.event === 'pusher:pong') {
          client.connection.unbind('message', listener);
          resolve();
        }
      };
      client.connection.bind('message', listener);
    });
    client.connection.send_event('pusher:ping', {});
    await pong;
  }
}

async function json(answer) {
  return (await answer).json();
}

before(() => new Promise((resolve) => application.listen(0, '127.0.0.1', resolve)));
afterEach(() => clients.splice(0).forEach((client) => client.disconnect()));
after(() => {
  application.close();
  application.closeAllConnections();
  // pusher-js leaves a timer of half a minute behind where it has been sent away.
  setTimeout(() => process.exit(), 1_000).unref();
});

test('what a server publishes comes to public and private channels', async () => {
  const client = connect('ada');
  for (const name of ['js-open', 'private-js-closed']) {
    const said = hear(await subscribe(client, name), 'said');
    assert.equal((await server.trigger(name, 'said', { n: 1, text: '"ä"\n' })).status, 200);
    assert.deepEqual((await said.next()).data, { n: 1, text: '"ä"\n' });
    await server.trigger(name, 'said', 'no JSON');
    assert.equal((await said.next()).data, 'no JSON');
  }
});

test('who caused an event does not get it, and a batch comes in its order', async () => {
  const [one, two] = [connect('ada'), connect('bob')];
  const first = hear(await subscribe(one, 'js-except'), 'said');
  const second = hear(await subscribe(two, 'js-except'), 'said');
  await server.trigger('js-except', 'said', 0, { socket_id: one.connection.socket_id });
  await server.triggerBatch([1, 2, 3].map((data) => ({ channel: 'js-except', name: 'said', data })));
  for (const n of [0, 1, 2, 3]) assert.equal((await second.next()).data, n);
  for (const n of [1, 2, 3]) assert.equal((await first.next()).data, n);
});

test('members see each other, and say things to each other', async () => {
  const [ada, bob] = [connect('ada'), connect('bob')];
  const here = await subscribe(ada, 'presence-js');
  const added = hear(here, 'pusher:member_added');
  const removed = hear(here, 'pusher:member_removed');
  const hello = hear(here, 'client-hello');
  const there = await subscribe(bob, 'presence-js');
  assert.equal(there.members.count, 2);
  assert.equal(there.members.me.id, 'bob');
  assert.deepEqual(there.members.get('ada').info, { name: 'ada!' });
  assert.equal((await added.next()).data.id, 'bob');
  assert.ok(there.trigger('client-hello', { a: 1 }));
  const heard = await hello.next();
  assert.deepEqual(heard.data, { a: 1 });
  assert.equal(heard.metadata.user_id, 'bob');
  const answer = await json(server.get({ path: '/channels/presence-js/users' }));
  assert.deepEqual(answer.users.map((user) => user.id).sort(), ['ada', 'bob']);
  bob.unsubscribe('presence-js');
  assert.equal((await removed.next()).data.id, 'bob');
});

test('a cache channel begins with its last event', async () => {
  const first = connect('ada').subscribe('cache-js');
  await hear(first, 'pusher:cache_miss').next();
  await server.trigger('cache-js', 'said', 1);
  await server.trigger('cache-js', 'said', 2);
  const said = hear(connect('bob').subscribe('cache-js'), 'said');
  assert.equal((await said.next()).data, 2);
});

test('encrypted events pass untouched', async () => {
  const channel = await subscribe(connect('ada'), 'private-encrypted-js');
  const said = hear(channel, 'said');
  await server.trigger('private-encrypted-js', 'said', { secret: 1 });
  assert.deepEqual((await said.next()).data, { secret: 1 });
});

test('users sign in, are reached, watched, and sent away', async () => {
  const eve = connect('eve', { watches: 'zoe' });
  eve.signin();
  await until(() => eve.user.user_data?.id === 'eve', 'signed in');
  const online = hear(eve.user.watchlist, 'online');
  const offline = hear(eve.user.watchlist, 'offline');
  const told = hear(eve.user, 'told');
  await until(() => eve.user.serverToUserChannel?.subscribed, 'the channel of the user');
  await server.sendToUser('eve', 'told', { n: 1 });
  assert.deepEqual((await told.next()).data, { n: 1 });
  const zoe = connect('zoe');
  zoe.signin();
  assert.deepEqual((await online.next()).data.user_ids, ['zoe']);
  assert.equal((await server.terminateUserConnections('zoe')).status, 200);
  await until(() => zoe.connection.state === 'disconnected', 'sent away');
  assert.deepEqual((await offline.next()).data.user_ids, ['zoe']);
});

test('who has signed in is a member as that user', async () => {
  const ada = connect('ada', { signs: 'by-sign-in' });
  ada.signin();
  const here = await subscribe(ada, 'presence-js-by-sign-in');
  assert.deepEqual(here.members.me, { id: 'ada', info: { name: 'ada!' } });
  const bob = connect('bob');
  const there = await subscribe(bob, 'presence-js-by-sign-in');
  assert.deepEqual(there.members.get('ada'), { id: 'ada', info: { name: 'ada!' } });
});

test('who has a token of the gateway is let in by it', async () => {
  const endpoint = `http://127.0.0.1:${PORT}/api/auth/websocket`;
  const headers = { authorization: `Bearer ${process.env.TOKEN}` };
  const client = new PusherJs(APP_KEY, {
    ...options('nobody'),
    channelAuthorization: { endpoint, transport: 'ajax', headers },
  });
  clients.push(client);
  await subscribe(client, 'private-by-token');
  const room = await subscribe(client, 'presence-by-token');
  assert.deepEqual(room.members.me, { id: 'ada', info: { name: 'Ada' } });
  const refused = (await hear(client.subscribe('private-secret'), 'pusher:subscription_error').next()).data;
  assert.equal(refused.status, 403);
});

test('how many follow is told', async () => {
  const count = hear(connect('ada').subscribe('js-counted'), 'pusher:subscription_count');
  assert.equal((await count.next()).data.subscription_count, 1);
  await subscribe(connect('bob'), 'js-counted');
  assert.equal((await count.next()).data.subscription_count, 2);
  const answer = await json(server.get({ path: '/channels/js-counted', params: { info: 'subscription_count' } }));
  assert.deepEqual(answer, { occupied: true, subscription_count: 2 });
});

test('who has no app is told so, once', async () => {
  const stranger = connect('ada', { key: 'nobody' });
  const error = hear(stranger.connection, 'error');
  assert.match(JSON.stringify((await error.next()).data), /4001/);
  await until(() => stranger.connection.state === 'disconnected', 'gives up');
});

test('Laravel Echo listens, whispers and sees who is here', async () => {
  const echo = (user) =>
    new LaravelEcho({ broadcaster: 'pusher', client: connect(user), namespace: false, withoutInterceptors: true });
  const [ada, bob] = [echo('ada'), echo('bob')];
  const shipped = new Promise((resolve) => ada.private('js-orders').listen('Shipped', resolve).subscribed(async () => {
    await server.trigger('private-js-orders', 'Shipped', { id: 7 });
  }));
  assert.deepEqual(await shipped, { id: 7 });
  const room = ada.join('js-room');
  const typed = new Promise((resolve) => room.listenForWhisper('typing', resolve));
  await new Promise((resolve) => room.here(resolve));
  const here = await new Promise((resolve) => bob.join('js-room').here(resolve));
  assert.ok(here.some((member) => member.name === 'bob!'));
  bob.join('js-room').whisper('typing', { who: 'bob' });
  assert.deepEqual(await typed, { who: 'bob' });
});

test('who comes back on a path of its own gets what was missed, once and in order', async () => {
  const more = { path: '/resume/js-phone' };
  const before = connect('ada', more);
  const first = await follow(before, 'private-js-kept', 'said');
  await server.trigger('private-js-kept', 'said', 1);
  assert.equal((await first.next()).data, 1);
  await received(before);
  before.disconnect();
  await server.trigger('private-js-kept', 'said', 2);
  await server.trigger('private-js-kept', 'said', 3);
  const second = await follow(connect('ada', more), 'private-js-kept', 'said');
  await server.trigger('private-js-kept', 'said', 4);
  for (const n of [2, 3, 4]) assert.equal((await second.next()).data, n);
});

test('what a signed-in user missed is given to that user alone', async () => {
  const more = { path: '/resume/js-shared-phone' };
  const ada = connect('ada', more);
  ada.signin();
  const first = await follow(ada, 'private-js-user', 'said');
  await until(() => ada.user.user_data?.id === 'ada', 'signed in');
  await server.trigger('private-js-user', 'said', 1);
  assert.equal((await first.next()).data, 1);
  await received(ada);
  ada.disconnect();
  await server.trigger('private-js-user', 'said', 2);
  const bob = connect('bob', more);
  bob.signin();
  const others = await follow(bob, 'private-js-user', 'said');
  await server.trigger('private-js-user', 'said', 3);
  assert.equal((await others.next()).data, 3);
  bob.disconnect();
  const again = connect('ada', more);
  again.signin();
  const second = await follow(again, 'private-js-user', 'said');
  for (const n of [2, 3]) assert.equal((await second.next()).data, n);
});

test('over TLS it is the same, for who asks for it and for who is told to', async () => {
  const secure = serverOf(APP_ID, APP_KEY, APP_SECRET, true);
  const client = connect('ada', { tls: 'always', path: '/some/prefix' });
  const said = await follow(client, 'private-js-tls', 'said');
  assert.equal((await secure.trigger('private-js-tls', 'said', { n: 1 })).status, 200);
  assert.deepEqual((await said.next()).data, { n: 1 });
  const told = connect('ada', { tls: 'when told', key: 'secure-key' });
  const error = hear(told.connection, 'error');
  assert.match(JSON.stringify((await error.next()).data), /4000/);
  await until(() => told.connection.state === 'connected', 'comes back with TLS');
});

test('every kind of cache channel begins with its last event', async () => {
  for (const kind of ['cache', 'private-cache', 'presence-cache', 'private-encrypted-cache']) {
    const name = `${kind}-js-each`;
    await hear(connect('ada').subscribe(name), 'pusher:cache_miss').next();
    await server.trigger(name, 'said', { n: 1 });
    await server.trigger(name, 'said', { n: 2 });
    const said = hear(connect('bob').subscribe(name), 'said');
    assert.deepEqual((await said.next()).data, { n: 2 }, name);
    const told = await json(server.get({ path: `/channels/${name}`, params: { info: 'cache' } }));
    assert.ok(told.cache.data.length > 0 && told.cache.ttl > 0, name);
  }
});

test('a new page that has missed nothing finds the last event of a cache channel', async () => {
  const more = { path: '/resume/js-cache' };
  const before = connect('ada', more);
  const first = await follow(before, 'private-cache-js-back', 'said');
  await server.trigger('private-cache-js-back', 'said', 1);
  assert.equal((await first.next()).data, 1);
  await received(before);
  before.disconnect();
  const again = connect('ada', more);
  const second = await follow(again, 'private-cache-js-back', 'said');
  assert.equal((await second.next()).data, 1);
  again.disconnect();
  await server.trigger('private-cache-js-back', 'said', 2);
  const third = await follow(connect('ada', more), 'private-cache-js-back', 'said');
  assert.equal((await third.next()).data, 2);
});

test('what is refused is said, and the connection stays', async () => {
  const forger = connect('forger');
  const closed = hear(forger.subscribe('private-js-forged'), 'pusher:subscription_error');
  const failed = (await closed.next()).data;
  assert.deepEqual([failed.type, failed.status], ['AuthError', 401]);
  await subscribe(forger, 'js-open-to-all');
  const few = { key: 'quiet-key' };
  const long = connect('x'.repeat(129), few);
  for (const client of [long, connect('big', few)]) {
    const refused = (await hear(client.subscribe('presence-js-full'), 'pusher:subscription_error').next()).data;
    assert.equal(refused.type, 'InvalidRequest');
  }
  await Promise.all(['a', 'b', 'c'].map((user) => subscribe(connect(user, few), 'presence-js-full')));
  const full = (await hear(connect('d', few).subscribe('presence-js-full'), 'pusher:subscription_error').next()).data;
  assert.equal(full.type, 'LimitReached');
  await subscribe(connect('a', few), 'presence-js-full');
  for (const client of [forger, long]) assert.equal(client.connection.state, 'connected');
});

test('who says too much to the others is told so, and so is who may say nothing', async () => {
  const [ada, bob] = [connect('ada'), connect('bob')];
  const channel = await subscribe(ada, 'private-js-talk');
  const heard = hear(await subscribe(bob, 'private-js-talk'), 'client-said');
  const error = hear(ada.connection, 'error');
  for (let n = 0; n < 30; n++) assert.ok(channel.trigger('client-said', { n }));
  assert.equal((await error.next()).data.data.code, 4301);
  assert.equal((await heard.next()).metadata.user_id, undefined);
  assert.equal(ada.connection.state, 'connected');
  const mute = connect('ada', { key: 'quiet-key' });
  const refused = hear(mute.connection, 'error');
  (await subscribe(mute, 'private-js-talk')).trigger('client-said', 1);
  assert.equal((await refused.next()).data.data.code, 4301);
  assert.equal(mute.connection.state, 'connected');
});

test('who watches too many is told so', async () => {
  const client = connect('ada', { watches: Array.from({ length: 101 }, (_, n) => `w${n}`).join(',') });
  const error = hear(client.connection, 'error');
  client.signin();
  assert.equal((await error.next()).data.data.code, 4302);
  await until(() => client.user.user_data?.id === 'ada', 'signed in all the same');
});

test('an app that is disabled or full says so', async () => {
  const disabled = hear(connect('ada', { key: 'disabled-key' }).connection, 'error');
  assert.match(JSON.stringify((await disabled.next()).data), /4003/);
  const one = connect('ada', { key: 'small-key' });
  await until(() => one.connection.state === 'connected', 'connected');
  const full = hear(connect('ada', { key: 'small-key' }).connection, 'error');
  assert.match(JSON.stringify((await full.next()).data), /4004/);
});

test('a server that publishes is told what it asks for', async () => {
  await subscribe(connect('ada'), 'presence-js-info');
  const info = 'user_count,subscription_count';
  const one = await json(server.trigger('presence-js-info', 'said', 1, { info }));
  assert.deepEqual(one, { channels: { 'presence-js-info': { user_count: 1, subscription_count: 1 } } });
  const batch = await json(server.triggerBatch([{ channel: 'presence-js-info', name: 'said', data: 1, info }]));
  assert.deepEqual(batch, { batch: [{ user_count: 1, subscription_count: 1 }] });
  await assert.rejects(server.get({ path: '/channels/js-open', params: { info: 'user_count' } }), { status: 400 });
});
