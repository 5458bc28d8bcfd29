import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { NativeWebSocketService } from '../../src/native/NativeWebSocketService.js';
import { deviceCursors } from '../../src/native/stores/device.js';
import type { Gap, RealtimeService, Transport, WebSocketConfig } from '../../src/types.js';
import { GatewayProcess } from './GatewayProcess.js';
import { Line } from './Line.js';
import { Steps, token } from './steps.js';

const gateway = new GatewayProcess();
let line: Line;
let steps: Steps;
let service: RealtimeService;

beforeAll(() => gateway.start());
afterAll(() => gateway.end('SIGKILL'));

beforeEach(async () => {
  line = new Line(GatewayProcess.port);
  await line.mend();
  steps = new Steps();
});

afterEach(async () => {
  await steps.stopAfter(0);
  await service.disconnect();
  await line.cut();
});

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 60_000, interval: 50 });

interface Heard {
  numbers: Record<string, number[]>;
  gaps: Gap[];
  states: string[];
}

/** Connects, and notes what is heard of the steps. */
async function follow(config: Partial<WebSocketConfig> = {}): Promise<Heard> {
  service = new NativeWebSocketService({ apiUrl: `http://127.0.0.1:${line.port}`, WebSocket, maxReconnectDelay: 2_000, maxReconnectAttempts: 1_000, ...config });
  const heard: Heard = { numbers: { 'activity-step': [], 'goal-step': [] }, gaps: [], states: [] };
  service.on('*', ({ number }: { number: number }, { type }) => heard.numbers[type]?.push(number));
  service.on('gap', (gap: Gap) => heard.gaps.push(gap));
  service.onStatus(({ state }) => heard.states.push(state));
  await service.connect('ada', config.token ? '' : token());
  await service.subscribe(steps.channel);
  return heard;
}

/** All of it, in order, once, and nothing lost. */
async function expectAll(heard: Heard): Promise<void> {
  await until(() => Object.values(heard.numbers).every((numbers) => numbers.includes(steps.taken)));
  expect(heard.numbers).toEqual(steps.all);
  expect(heard.gaps).toEqual([]);
}

/** A device that comes to another node hears these; perhaps not at once, since what it has had is kept when it has gone. */
function expectToHear(device: string, numbers: Record<string, number[]>): Promise<void> {
  const comesAndGoes = async () => {
    const heard = await follow({ cursors: deviceCursors(device, { autoAck: false }), apiUrl: process.env.E2E_ELSEWHERE! });
    await until(() => Object.values(heard.numbers).every((some) => some.includes(steps.taken)));
    await service.disconnect();
    expect(heard.numbers).toMatchObject(numbers);
    expect(heard.gaps).toEqual([]);
  };
  return vi.waitFor(comesAndGoes, { timeout: 60_000, interval: 200 });
}

type Signal = 'SIGKILL' | 'SIGTERM';

/** A start takes its time, so that not every way has every end. */
const ENDS: [Transport, Signal[]][] = [
  ['websocket', ['SIGKILL', 'SIGTERM']],
  ['sse', ['SIGTERM']],
  ['polling', []],
];

describe.each(ENDS)('in Node, over %s', (transport, signals) => {
  const transports = [transport];

  it('a line that is cut loses nothing', async () => {
    const heard = await follow({ transports });
    steps.walk();
    await until(() => heard.numbers['goal-step']!.length > 3);
    expect(await line.cut()).toBeGreaterThan(0);
    await until(() => service.status.state === 'reconnecting');
    const before = steps.taken;
    await until(() => steps.taken > before + 5);
    await line.mend();
    await until(() => service.isConnected());
    await steps.stopAfter(5);
    await expectAll(heard);
  });

  it.each(signals)('a gateway that is restarted with %s loses nothing', async (signal) => {
    const heard = await follow({ transports });
    steps.walk();
    await until(() => heard.numbers['goal-step']!.length > 3);
    await gateway.end(signal);
    await until(() => !service.isConnected());
    const before = steps.taken;
    await until(() => steps.taken > before + 5);
    await gateway.start();
    await until(() => service.isConnected());
    await steps.stopAfter(5);
    await expectAll(heard);
  });

  it('a token that ends is renewed, and nothing is lost', async () => {
    const source = vi.fn(() => token(4));
    const heard = await follow({ transports, token: source });
    steps.walk();
    await until(() => source.mock.calls.length >= 3);
    await steps.stopAfter(5);
    await expectAll(heard);
    expect(new Set(heard.states)).toEqual(new Set(['connecting', 'connected']));
  });

  it('what cannot be had is said to be lost', async () => {
    const heard = await follow({ transports });
    await service.subscribe('team-holes', { since: 'earliest' });
    await until(() => heard.gaps.length > 0);
    expect(heard.gaps).toMatchObject([{ channel: 'team-holes', reason: 'undeliverable' }]);
  });
});

describe('in Node', () => {
  it('a token that ends, and that nobody renews, is an error and no loop', async () => {
    service = new NativeWebSocketService({ apiUrl: `http://127.0.0.1:${line.port}`, WebSocket });
    await service.connect('ada', token(2));
    await until(() => service.status.state === 'error');
    expect(service.status.lastError).toMatchObject({ code: 'token_expired' });
  });

  it('what is sent while the gateway is away arrives once', async () => {
    await follow();
    const heard: unknown[] = [];
    const room = `chat-${steps.key}`;
    service.on('message', ({ content }: { content: unknown }) => heard.push(content));
    await service.subscribe(room);
    await line.cut();
    await until(() => !service.isConnected());
    const sent = [1, 2, 3].map((content) => service.send(room, 'message', { content }));
    await line.mend();
    await Promise.all(sent);
    await until(() => heard.length === 3);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('a device with nothing at hand goes on where it was, on another node', async () => {
    const device = `phone-${steps.key}`;
    const before = await follow({ cursors: deviceCursors(device) });
    await steps.take(3);
    await expectAll(before);
    await service.disconnect();
    await steps.take(3);
    await expectToHear(device, { 'activity-step': [4, 5, 6], 'goal-step': [4, 5, 6] });
  });

  it('a device that says itself what it has had is given the rest again', async () => {
    const device = `phone-${steps.key}`;
    const cursors = deviceCursors(device, { autoAck: false });
    const before = await follow({ cursors });
    service.on('goal-step', ({ number }: { number: number }, event) => {
      if (number === 2) cursors.ack(event);
    });
    for (let step = 0; step < 4; step++) {
      await steps.take(1);
      await expectAll(before);
    }
    await service.disconnect();
    await expectToHear(device, { 'goal-step': [3, 4] });
  });

  it('a device that is not known any more is told so', async () => {
    const heard = await follow({ cursors: deviceCursors(`phone-${steps.key}`) });
    await service.subscribe('team-nobody', { since: 'device' });
    await until(() => heard.gaps.length > 0);
    expect(heard.gaps).toMatchObject([{ channel: 'team-nobody', reason: 'device_expired' }]);
  });

  it('who comes and goes is heard', async () => {
    await follow();
    await service.subscribePresence(steps.channel);
    expect(await service.getPresenceMembers(steps.channel)).toEqual([{ id: 'ada', info: { name: 'Ada' } }]);
  });
});
