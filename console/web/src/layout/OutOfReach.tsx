import { useNode } from '../overview/useOverview.js';
import { duration } from '../ui/format.js';
import { useNow } from '../ui/useNow.js';

/** Says that the node does not answer, and since when. The region is always there, so that its words are read out. */
export function OutOfReach() {
  const { lostAt, lostWhy, overview } = useNode();
  const now = useNow(lostAt === undefined ? 0 : 1000);
  return (
    <div role="status">
      {lostAt !== undefined && (
        <p class="notice bad out-of-reach">
          <strong>The node is out of reach</strong>
          since {new Date(lostAt).toLocaleTimeString('en-GB')}
          <span aria-hidden="true"> ({duration(Math.max(1000, now - lostAt))})</span>: {lostWhy}.{' '}
          {overview ? 'What you see is from before.' : 'The console keeps asking.'}
        </p>
      )}
    </div>
  );
}
