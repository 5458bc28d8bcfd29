// @ts-check
// Prints what comes on channels, one JSON line an event, until it is interrupted:
//   ./milepost dev
//   MILEPOST_TOKEN=$(./milepost token --user ada --channels 'team-*') node examples/node.mjs team-123
// It comes back after every loss from where it was, so that no event is missing and none is there twice.
import { NativeWebSocketService } from '@milepost/client/native';
import { WebSocket } from 'ws';

const { MILEPOST_URL = 'ws://127.0.0.1:8080/ws', MILEPOST_TOKEN } = process.env;
const channels = process.argv.slice(2);
if (!MILEPOST_TOKEN || channels.length === 0) {
  console.error('usage: MILEPOST_TOKEN=… node examples/node.mjs CHANNEL…');
  process.exit(2);
}

// Node 20 has no WebSocket of its own; from 22 on it has.
const service = new NativeWebSocketService({ apiUrl: MILEPOST_URL, WebSocket });

service.on('*', (data, event) => console.log(JSON.stringify({ ...event, data })));
service.on('gap', (gap) => console.error(`lost on ${gap.channel}: ${gap.reason}`));
service.onStatus(({ state, lastError }) => console.error(state, lastError?.message ?? ''));

try {
  await service.connect('', MILEPOST_TOKEN);
  await Promise.all(channels.map((channel) => service.subscribe(channel)));
} catch (error) {
  console.error(String(error));
  process.exit(1);
}

process.once('SIGINT', () => void service.disconnect());
process.once('SIGTERM', () => void service.disconnect());
