import { WebSocketServer } from 'ws';

/** The least of `/ws` that the console's playground needs. A token is the user's name. */
export function serveSockets(server, hub) {
  const sockets = new WebSocketServer({ server, path: '/ws', handleProtocols: () => 'milepost.v1' });
  sockets.on('connection', (socket) => {
    const follower = {
      channels: new Set(),
      user: undefined,
      send: (frame) => socket.send(JSON.stringify({ timestamp: new Date().toISOString(), ...frame })),
    };
    hub.followers.add(follower);
    socket.on('close', () => hub.followers.delete(follower));
    socket.on('message', (text) => take(JSON.parse(String(text)), follower, hub));
  });
  return { close: () => (sockets.clients.forEach((socket) => socket.terminate()), sockets.close()) };
}

function take(frame, follower, hub) {
  const { id, channel } = frame;
  const reply = (type, more) => follower.send({ type, ...(id === undefined ? {} : { id }), ...more });
  switch (frame.type) {
    case 'auth':
      follower.user = frame.token;
      return reply('authenticated', { userId: frame.token, expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    case 'ping':
      return reply('pong', {});
    case 'subscribe':
      return subscribe(frame, follower, hub, reply);
    case 'unsubscribe':
      follower.channels.delete(channel);
      return reply('unsubscribed', { channel });
    case 'publish': {
      if (['activity-logged', 'goal-updated'].includes(frame.event)) {
        return reply('error', { code: 'not_publishable', message: `${frame.event} is of a service`, channel });
      }
      hub.counts.publishes++;
      const event = hub.publish(channel, frame.event, frame.data, { source: '/milepost/clients', userId: follower.user });
      return reply('published', { channel, eventId: event.id });
    }
    case 'signal':
      hub.counts.signals++;
      return hub
        .subscribers(channel)
        .filter((other) => other !== follower)
        .forEach((other) => other.send({ type: frame.event, channel, data: frame.data, userId: follower.user, ephemeral: true }));
    case 'presence': {
      const users = [...new Set(hub.subscribers(channel).map((other) => other.user))];
      return reply('presence', { channel, count: users.length, members: users.map((user) => ({ id: user, info: { name: user } })) });
    }
    default:
      return reply('error', { code: 'unknown_type', message: `unknown type ${frame.type}` });
  }
}

function subscribe({ channel, since }, follower, hub, reply) {
  const log = hub.log(channel);
  follower.channels.add(channel);
  const from = since === undefined || since === 'latest' ? log.length : since === 'earliest' ? 0 : Number(since);
  reply('subscribed', { channel, cursor: String(from), recovered: true });
  const missed = log.slice(from);
  hub.counts.replayed += missed.length;
  missed.forEach((event) => follower.send(event));
  if (since !== undefined) reply('live', { channel, cursor: String(log.length) });
}
