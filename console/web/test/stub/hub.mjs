/** A log for each channel, and who follows it. A cursor is a number of events. */
export class Hub {
  logs = new Map();
  followers = new Set();
  counts = { events: 0, deliveries: 0, replayed: 0, publishes: 0, signals: 0 };

  log(channel) {
    if (!this.logs.has(channel)) this.logs.set(channel, []);
    return this.logs.get(channel);
  }

  publish(channel, type, data, more = {}) {
    const log = this.log(channel);
    const event = {
      type,
      channel,
      id: crypto.randomUUID(),
      source: '/simulator',
      cursor: String(log.length + 1),
      data,
      timestamp: new Date().toISOString(),
      ...more,
    };
    log.push(event);
    this.counts.events++;
    for (const follower of this.followers) {
      if (follower.channels.has(channel)) {
        this.counts.deliveries++;
        follower.send(event);
      }
    }
    return event;
  }

  find(id) {
    for (const log of this.logs.values()) {
      const offset = log.findIndex((event) => event.id === id);
      if (offset >= 0) return { event: log[offset], offset };
    }
    return undefined;
  }

  subscribers(channel) {
    return [...this.followers].filter((follower) => follower.channels.has(channel));
  }
}
