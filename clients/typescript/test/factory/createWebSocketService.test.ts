import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWebSocketService } from '../../src/index.js';
import { LazyService } from '../../src/factory/LazyService.js';
import { NativeWebSocketService } from '../../src/native/NativeWebSocketService.js';

afterEach(() => vi.unstubAllEnvs());

describe('the factory', () => {
  it.each(['native', 'api-gateway', undefined])('makes the native provider of %s', (provider) => {
    const config = { apiUrl: 'https://gateway.test', ...(provider === undefined ? {} : { provider }) };
    expect(createWebSocketService(config)).toBeInstanceOf(NativeWebSocketService);
  });

  it('reads the environment', () => {
    vi.stubEnv('NEXT_PUBLIC_API_URL', 'https://gateway.test');
    expect(createWebSocketService()).toBeInstanceOf(NativeWebSocketService);
    vi.stubEnv('NEXT_PUBLIC_WEBSOCKET_PROVIDER', 'mock');
    expect(createWebSocketService()).toBeInstanceOf(LazyService);
    vi.stubEnv('NEXT_PUBLIC_WEBSOCKET_PROVIDER', 'carrier-pigeon');
    expect(() => createWebSocketService()).toThrow('Unknown WebSocket provider: carrier-pigeon');
  });

  it('names what is missing', () => {
    expect(() => createWebSocketService({ provider: 'pusher', apiUrl: 'https://gateway.test' })).toThrow('pusher.key');
    expect(() => createWebSocketService({ provider: 'native', apiUrl: '' })).toThrow('apiUrl');
    expect(() => createWebSocketService({ apiUrl: 'https://gateway.test', maxQueued: -1 })).toThrow('maxQueued');
  });
});

describe('a service that is loaded later', () => {
  it('is told what was said before it came, in order, and nothing that was taken back', async () => {
    const native = new NativeWebSocketService({ apiUrl: 'https://gateway.test', maxQueued: 0 });
    const lazy = new LazyService(async () => native);
    const errors = vi.fn();
    const statuses = vi.fn();
    lazy.on('error', errors);
    lazy.onStatus(statuses)();
    expect(lazy.isConnected()).toBe(false);
    expect(lazy.status.state).toBe('disconnected');
    await expect(lazy.send('c', 'e', 1)).rejects.toMatchObject({ code: 'queue_full' });
    lazy.sendMessage({ type: 'ping' });
    expect(errors).toHaveBeenCalledOnce();
    expect(statuses).not.toHaveBeenCalled();
    expect(lazy.status).toBe(native.status);
  });

  it('that does not come rejects', async () => {
    const lazy = new LazyService(() => Promise.reject(new Error('not there')));
    await expect(lazy.connect('ada', 'token')).rejects.toThrow('not there');
  });
});
