import { MockWebSocketService } from '../../src/mock/index.js';
import { RealtimeError } from '../../src/types.js';
import { serviceContract } from './serviceContract.js';

serviceContract('mock', async () => {
  const service = new MockWebSocketService();
  return {
    service,
    far: {
      publish: (channel, event, data, identity) => {
        if (service.subscriptions.includes(channel)) service.simulateEvent(event, data, { channel, ...identity });
      },
      present: (channel, members) => service.setPresenceMembers(channel, members),
      forbid: () => service.fail('subscribe', new RealtimeError('forbidden', 'not for you')),
      sent: () => service.sent,
      drop: () => service.simulateConnectionStatus('reconnected'),
      stop: async () => undefined,
    },
  };
});
