import { RealtimeError } from '../types.js';
import { post } from './gatewayRequest.js';

interface Asked {
  socketId: string;
  channelName: string;
}
type Answer = (error: Error | null, authorization: { auth: string; channel_data?: string } | null) => void;

/** Asks the application to let this client into a channel, with the token of that moment. */
export class ChannelAuthorizer {
  private readonly refusals = new Map<string, RealtimeError>();

  constructor(
    private readonly address: () => string,
    private readonly token: () => Promise<string>,
    private readonly fetchImpl?: typeof fetch,
  ) {}

  /** As pusher-js's `customHandler`. */
  readonly authorize = (asked: Asked, answer: Answer): void => {
    void this.ask(asked).then(
      (authorization) => answer(null, authorization),
      (error: unknown) => {
        const refusal = error instanceof RealtimeError ? error : new RealtimeError('network', 'no token could be had');
        this.refusals.set(asked.channelName, refusal);
        answer(refusal, null);
      },
    );
  };

  /** Why it was refused last; asked once. */
  refusal(channelName: string): RealtimeError | undefined {
    const refusal = this.refusals.get(channelName);
    this.refusals.delete(channelName);
    return refusal;
  }

  private async ask({ socketId, channelName }: Asked): Promise<{ auth: string; channel_data?: string }> {
    const text = new URLSearchParams({ socket_id: socketId, channel_name: channelName }).toString();
    const body = { type: 'application/x-www-form-urlencoded', text };
    const answer = await post(this.address(), await this.token(), body, this.fetchImpl);
    const { auth, channel_data: member, ...rest } = (answer ?? {}) as Record<string, unknown>;
    if (typeof auth !== 'string') throw new RealtimeError('refused', 'auth is missing in the answer of authEndpoint');
    if (channelName.startsWith('presence-') && !isMember(member)) {
      throw new RealtimeError('refused', 'channel_data with a user_id is missing in the answer of authEndpoint');
    }
    return { ...rest, auth, ...(typeof member === 'string' ? { channel_data: member } : {}) };
  }
}

function isMember(told: unknown): boolean {
  try {
    return (JSON.parse(told as string) as { user_id?: unknown }).user_id !== undefined;
  } catch {
    return false;
  }
}
