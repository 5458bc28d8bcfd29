import Pusher from 'pusher-js';
import { PusherWebSocketService } from '../../src/pusher/index.js';
import { PusherServer } from '../support/PusherServer.js';
import { serviceContract } from './serviceContract.js';

serviceContract('pusher', async () => {
  const server = await PusherServer.start();
  const service = new PusherWebSocketService(
    { apiUrl: server.url, key: 'key', cluster: 'eu', wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false, options: { enabledTransports: ['ws'] } },
    Pusher,
  );
  return {
    service,
    far: {
      publish: (channel, event, data, identity) => {
        const object = typeof data === 'object' ? { ...data } : { value: data };
        server.publish(`private-${channel}`, event, identity ? { ...object, _event: identity } : object);
      },
      present: (channel, members) => server.present(`presence-${channel}`, members),
      forbid: (channel) => void server.forbidden.add(`private-${channel}`),
      sent: () => server.sent,
      drop: () => server.dropAll(),
      stop: () => server.stop(),
    },
  };
});
