import type { ChannelSummary } from '../api/types.js';

export type Column = 'channel' | 'subscribers' | 'members' | 'last';

export interface Order {
  column: Column;
  descending: boolean;
}

/** Sorts without touching what is given; what is not known comes last, and equals stand by name. */
export function sorted(channels: readonly ChannelSummary[], { column, descending }: Order): ChannelSummary[] {
  return [...channels].sort((a, b) => compare(value(a, column), value(b, column), descending) || byName(a, b));
}

/** The order after a click on a column: numbers and times begin with the most, names with A. */
export function clicked(order: Order, column: Column): Order {
  return order.column === column ? { column, descending: !order.descending } : { column, descending: column !== 'channel' };
}

function value(channel: ChannelSummary, column: Column): string | number | undefined {
  switch (column) {
    case 'channel':
      return channel.channel;
    case 'subscribers':
      return channel.subscribers;
    case 'members':
      return channel.members;
    case 'last':
      return channel.lastEvent && Date.parse(channel.lastEvent.at);
  }
}

function compare(a: string | number | undefined, b: string | number | undefined, descending: boolean): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  return (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1);
}

function byName(a: ChannelSummary, b: ChannelSummary): number {
  return a.channel < b.channel ? -1 : 1;
}
