import type { ApiError } from '../api/request.js';
import { OperatorField, keepOperator } from '../ui/OperatorField.js';
import { Panel } from '../ui/parts.js';
import { Head } from './Head.js';

/** In place of every page where even reading needs the operator's token. The next reading shows whether it is the right one. */
export function Locked({ error }: { error: ApiError }) {
  const unlock = (event: Event) => {
    event.preventDefault();
    keepOperator(event.currentTarget as HTMLFormElement);
  };
  return (
    <>
      <Head title="Locked" />
      <Panel title="Who may read">
        <form class="bar" onSubmit={unlock}>
          <OperatorField error={error} />
          <button type="submit" class="button primary">
            Unlock
          </button>
        </form>
      </Panel>
    </>
  );
}
