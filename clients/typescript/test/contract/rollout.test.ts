import Pusher from 'pusher-js';
import { WebSocket } from 'ws';
import { RolloutService } from '../../src/factory/RolloutService.js';
import { NativeWebSocketService } from '../../src/native/index.js';
import { PusherWebSocketService } from '../../src/pusher/index.js';
import type { RealtimeService } from '../../src/types.js';
import { GatewayServer } from '../support/GatewayServer.js';
import { PusherServer } from '../support/PusherServer.js';
import { serviceContract } from './serviceContract.js';

/** Amid a migration every event comes by both, with the same identity. */
serviceContract('native and pusher at once', async () => {
  const gateway = await GatewayServer.start();
  const server = await PusherServer.start();
  const access = { key: 'key', cluster: 'eu', wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false };
  const native = new NativeWebSocketService({ apiUrl: gateway.url, WebSocket, reconnectInterval: 10 });
  const pusher = new PusherWebSocketService({ apiUrl: server.url, ...access, options: { enabledTransports: ['ws'] } }, Pusher);
  const services = new Map<string, RealtimeService>([
    ['native', native],
    ['pusher', pusher],
  ]);
  let count = 0;
  return {
    service: new RolloutService(services, ['native', 'pusher'], []),
    far: {
      publish: (channel, event, data, identity = { id: `e-${++count}`, source: '/test' }) => {
        const object = typeof data === 'object' ? { ...data } : { value: data };
        server.publish(`private-${channel}`, event, { ...object, _event: identity });
        gateway.publish(channel, event, data, identity);
      },
      present: (channel, members) => gateway.present(`presence-${channel}`, members),
      forbid: (channel) => {
        gateway.forbidden.add(channel);
        server.forbidden.add(`private-${channel}`);
      },
      sent: () => gateway.sent,
      drop: () => gateway.dropAll(),
      stop: async () => {
        await gateway.stop();
        await server.stop();
      },
    },
  };
});
