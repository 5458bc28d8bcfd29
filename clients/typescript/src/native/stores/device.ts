import type { CursorStore, EventInfo, RealtimeService } from '../../types.js';
import { RealtimeError } from '../../types.js';

/** For each channel, in milliseconds: acknowledgements take a third of the frames that a minute has room for, however many channels. */
const EACH = 2_000;
/** Repeated by a refusal. */
const ID = '~ack';

/** Places that the gateway keeps for one of the user's devices. */
export interface DeviceCursors extends CursorStore {
  /**
   * The device has had this event, and with it all before it in its channel. For those who have set `autoAck` to false; in a
   * channel's order, since the last one said counts.
   */
  ack(event: EventInfo): void;
}

/**
 * Has the gateway keep where this device stands, so that it goes on there with nothing at hand. For one service. Only sockets have
 * devices: nothing else is tried.
 *
 * @param name 1 to 64 letters, digits or `._:-`; one for each of a user's devices, not for each page
 * @param options with `autoAck` (the default), what was given to all handlers counts as had once they have returned; else `ack` says so
 */
export function deviceCursors(name: string, { autoAck = true } = {}): DeviceCursors {
  if (!/^[\w.:-]{1,64}$/.test(name)) throw new RealtimeError('invalid_config', 'device: 1 to 64 letters, digits or ._:- are expected');
  const had = new Map<string, string>();
  /** What the node was told that we are connected to. Another one is told everything: the former may have died with it. */
  const said = new Map<string, string>();
  let service: RealtimeService | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!service?.isConnected()) return;
    for (const [channel, cursor] of had) {
      if (said.get(channel) === cursor) continue;
      said.set(channel, cursor);
      service.sendMessage({ type: 'ack', id: ID, channel, cursor });
    }
  };

  return {
    query: `?device=${name}`,
    get every() {
      return Math.max(1, had.size) * EACH;
    },
    load(to) {
      service = to;
      to.onStatus(({ state }) => {
        if (state === 'connected') say();
        else said.clear();
      });
      to.onMessage(({ type, id, code }) => {
        if (type === 'error' && id === ID) console.error(`@milepost/client: the device's place was not taken: ${String(code)}`);
      });
      return {};
    },
    save(cursors) {
      for (const channel of had.keys()) if (!cursors[channel]) had.delete(channel);
      if (autoAck) for (const channel of Object.keys(cursors)) had.set(channel, cursors[channel]!);
      say();
    },
    ack({ channel, cursor }) {
      if (!channel || !cursor) return;
      had.set(channel, cursor);
      timer ??= setTimeout(say, had.size * EACH);
    },
  };
}
