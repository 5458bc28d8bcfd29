import type { Member } from '../api/types.js';
import { Empty, Panel } from '../ui/parts.js';

/** Who is there: users, not connections. Channels without presence have none to show. */
export function Members({ members }: { members: Member[] | undefined }) {
  if (members === undefined) {
    return null;
  }
  return (
    <Panel title="Members" aside={<span class="muted small">on this node</span>}>
      {members.length === 0 ? (
        <Empty>Nobody is there.</Empty>
      ) : (
        <ul class="members">
          {members.map((member) => (
            <li key={member.id}>
              {member.info?.name ?? member.id} <span class="muted small">{member.id}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
