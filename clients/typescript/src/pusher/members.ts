import type { PresenceMember } from '../types.js';

/** A member as all providers give it. Who has told no name is named by the id. */
export function memberOfPusher(id: string, told: unknown): PresenceMember {
  const { name, avatar } = (typeof told === 'object' && told !== null ? told : {}) as Record<string, unknown>;
  return {
    id,
    info: { name: typeof name === 'string' ? name : id, ...(typeof avatar === 'string' ? { avatar } : {}) },
  };
}
