// npm's pusher, told by a gateway's webhooks what clients do: PusherNodeIT starts the gateway and says where it is.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import PusherServer from 'pusher';
import PusherJs from 'pusher-js';

const { PORT, HOOK_PORT, APP_ID, APP_KEY, APP_SECRET } = process.env;
const PATIENCE = 30_000;
const CHANNEL = 'presence-cache-hooks';

const server = new PusherServer({ appId: APP_ID, key: APP_KEY, secret: APP_SECRET });

/** What the application was told, as far as Pusher's library finds it valid, and how many bodies it did not. */
const told = [];
let invalid = 0;

const hooks = createServer(async (request, response) => {
  let rawBody = '';
  for await (const part of request) rawBody += part;
  const webhook = server.webhook({ headers: request.headers, rawBody });
  if (webhook.isValid()) {
    told.push(...webhook.getEvents().map((event) => ({ ...event, time: webhook.getTime() })));
    response.writeHead(200).end();
  } else {
    invalid += 1;
    response.writeHead(401).end();
  }
});

function connect(user) {
  return new PusherJs(APP_KEY, {
    cluster: 'any',
    wsHost: '127.0.0.1',
    wsPort: PORT,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) =>
        callback(null, server.authorizeChannel(socketId, channelName, { user_id: user })),
    },
  });
}

async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${what}; told ${JSON.stringify(told)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const of = (name, channel = CHANNEL) => told.filter((event) => event.name === name && event.channel === channel);

before(() => new Promise((resolve) => hooks.listen(HOOK_PORT, '127.0.0.1', resolve)));
after(() => {
  hooks.close();
  hooks.closeAllConnections();
  setTimeout(() => process.exit(), 1_000).unref();
});

test('webhooks tell what happens, and their signatures are good', async () => {
  const [ada, bob, eve] = ['ada', 'bob', 'eve'].map(connect);
  const channel = ada.subscribe(CHANNEL);
  bob.subscribe(CHANNEL);
  eve.subscribe('hooks-counted');
  await until(() => of('member_added').length === 2 && of('cache_miss').length === 2, 'added');
  assert.deepEqual(of('member_added').map((event) => event.user_id).sort(), ['ada', 'bob']);
  assert.equal(of('channel_occupied').length, 1);
  assert.ok(channel.trigger('client-hello', { a: 1 }));
  await until(() => of('client_event').length === 1, 'said');
  const [{ time, ...said }] = of('client_event');
  assert.ok(Math.abs(Date.now() - time) < PATIENCE);
  assert.deepEqual(said, {
    name: 'client_event',
    channel: CHANNEL,
    event: 'client-hello',
    data: '{"a":1}',
    socket_id: ada.connection.socket_id,
    user_id: 'ada',
  });
  await until(() => of('subscription_count', 'hooks-counted').length === 1, 'counted');
  assert.equal(of('subscription_count', 'hooks-counted')[0].subscription_count, 1);
  [ada, bob, eve].forEach((client) => client.disconnect());
  await until(() => of('channel_vacated').length === 1 && of('member_removed').length === 2, 'vacated');
  assert.equal(invalid, 0);
});
