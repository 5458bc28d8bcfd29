import Pusher from 'pusher-js';
import { createWebSocketService } from '../../src/index.js';
import { PusherWebSocketService } from '../../src/pusher/index.js';
import { PusherServer } from '../support/PusherServer.js';
import type { Far } from './Far.js';
import { serviceContract } from './serviceContract.js';

const DIRECT = { enabledTransports: ['ws'] };

serviceContract('pusher', async () => {
  const { server, far } = await pusher();
  const access = { key: 'key', cluster: 'eu', wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false };
  return { service: new PusherWebSocketService({ apiUrl: server.url, ...access, options: DIRECT }, Pusher), far };
});

serviceContract('pusher, made by the factory', async () => {
  const { server, far } = await pusher();
  const access = { key: 'key', cluster: 'eu', wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false };
  return { service: createWebSocketService({ provider: 'pusher', apiUrl: server.url, pusher: access }), far };
});

async function pusher(): Promise<{ server: PusherServer; far: Far }> {
  const server = await PusherServer.start();
  const far: Far = {
    publish: (channel, event, data, identity) => {
      const object = typeof data === 'object' ? { ...data } : { value: data };
      server.publish(`private-${channel}`, event, identity ? { ...object, _event: identity } : object);
    },
    present: (channel, members) => server.present(`presence-${channel}`, members),
    forbid: (channel) => void server.forbidden.add(`private-${channel}`),
    sent: () => server.sent,
    drop: () => server.dropAll(),
    stop: () => server.stop(),
  };
  return { server, far };
}
