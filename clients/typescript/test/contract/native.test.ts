import { WebSocket } from 'ws';
import { NativeWebSocketService } from '../../src/native/index.js';
import { GatewayServer } from '../support/GatewayServer.js';
import { serviceContract } from './serviceContract.js';

serviceContract('native', async () => {
  const server = await GatewayServer.start();
  const service = new NativeWebSocketService({ apiUrl: server.url, WebSocket, reconnectInterval: 10 });
  return {
    service,
    far: {
      publish: (channel, event, data, identity) => server.publish(channel, event, data, identity),
      present: (channel, members) => server.present(`presence-${channel}`, members),
      forbid: (channel) => void server.forbidden.add(channel),
      sent: () => server.sent,
      drop: () => server.dropAll(),
      stop: () => server.stop(),
    },
  };
});
