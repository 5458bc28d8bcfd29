import type { WebSocketMessage } from '../../types.js';
import type { Settings } from '../settings.js';
import type { Hooks, Transport } from './transport.js';

const OPEN = 1;

/** A socket. The token goes into the first frame, and so into nobody's log of addresses. */
export function dialWebSocket(settings: Settings, token: string, hooks: Hooks): Transport {
  const socket = new settings.WebSocket!(settings.socket, 'milepost.v1');
  let closed = false;
  const send = (frame: WebSocketMessage) => {
    if (socket.readyState === OPEN) socket.send(JSON.stringify(frame));
  };
  socket.onopen = () => send({ type: 'auth', token });
  socket.onmessage = ({ data }: { data: unknown }) => {
    if (closed) return;
    let frame: WebSocketMessage | undefined;
    try {
      frame = JSON.parse(String(data));
    } catch {
      // Reported below.
    }
    if (typeof frame?.type === 'string') hooks.frame(frame);
    else hooks.frame({ type: 'error', code: 'invalid_message', message: 'what came is no frame' });
  };
  socket.onclose = ({ code }: { code: number }) => {
    if (!closed) hooks.closed(code);
    closed = true;
  };
  // `onclose` follows; without a handler some platforms take an error for one that nobody caught.
  socket.onerror = () => {};
  return {
    kind: 'websocket',
    send,
    close() {
      closed = true;
      socket.close(1000);
    },
  };
}
