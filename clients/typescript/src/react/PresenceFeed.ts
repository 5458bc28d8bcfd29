import { presenceChannel } from '../service/channels.js';
import type { EventInfo, PresenceMember, RealtimeError, RealtimeService } from '../types.js';
import { WebSocketEvent } from '../types.js';
import { holdChannel } from './channelHolds.js';
import { Feed } from './Feed.js';

/** Who is there. */
export interface PresenceState {
  /** In the order in which they came, as far as it is known. */
  members: readonly PresenceMember[];
  /** Why it is not known. */
  error: RealtimeError | null;
}

export const NOBODY: PresenceState = { members: [], error: null };

/** Knows who is on a channel while somebody reads it. Asks anew after each reconnect, since comings and goings may have been missed. */
export class PresenceFeed extends Feed<PresenceState> {
  private asked = 0;
  /** Who came and went while the question is under way. */
  private moves: Move[] | undefined;

  constructor(
    private readonly service: RealtimeService,
    private readonly channel: string,
  ) {
    super(NOBODY);
  }

  protected start(): () => void {
    const { service, channel } = this;
    const name = presenceChannel(channel);
    const online = (member: PresenceMember, info: EventInfo) => info.channel === name && this.moved(member, true);
    const offline = (member: PresenceMember, info: EventInfo) => info.channel === name && this.moved(member, false);
    const ask = () => void this.ask();
    service.on(WebSocketEvent.MEMBER_ONLINE, online);
    service.on(WebSocketEvent.MEMBER_OFFLINE, offline);
    service.on(WebSocketEvent.CONNECTED, ask);
    const release = holdChannel(service, name);
    ask();
    return () => {
      this.asked += 1;
      service.off(WebSocketEvent.MEMBER_ONLINE, online);
      service.off(WebSocketEvent.MEMBER_OFFLINE, offline);
      service.off(WebSocketEvent.CONNECTED, ask);
      release();
    };
  }

  /** Only the newest question's answer counts, with who came and went while it was under way. */
  private async ask(): Promise<void> {
    const turn = ++this.asked;
    try {
      await this.service.subscribePresence(this.channel);
      if (turn !== this.asked) return;
      const moves: Move[] = (this.moves = []);
      const members = await this.service.getPresenceMembers(this.channel);
      if (turn !== this.asked) return;
      this.moves = undefined;
      this.change({ members: moves.reduce(after, members as readonly PresenceMember[]), error: null });
    } catch (error) {
      if (turn !== this.asked) return;
      this.moves = undefined;
      this.change({ error: error as RealtimeError });
    }
  }

  private moved(member: PresenceMember, isOnline: boolean): void {
    const move = { member, isOnline };
    this.moves?.push(move);
    this.change({ members: after(this.now().members, move) });
  }
}

interface Move {
  member: PresenceMember;
  isOnline: boolean;
}

function after(members: readonly PresenceMember[], { member, isOnline }: Move): readonly PresenceMember[] {
  const others = members.filter(({ id }) => id !== member.id);
  return isOnline ? [...others, member] : others;
}
