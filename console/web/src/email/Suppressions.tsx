import type { Suppression } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { href } from '../router/route.js';
import { Empty, Failure, Panel, Time } from '../ui/parts.js';

/** Who gets no mail any more, and why. */
export function Suppressions({ address }: { address: string }) {
  const { value, error, again } = useRead<{ suppressions: Suppression[]; complete?: boolean }>('email/suppressions', { address });
  const search = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    location.hash = href(['email', 'suppressions'], { address: String(form.get('address')).trim() });
  };
  return (
    <Panel title="Suppressions">
      <form class="bar" role="search" onSubmit={search}>
        <label class="field">
          <span>Is this address suppressed?</span>
          <input name="address" type="search" defaultValue={address} key={address} autocomplete="off" spellcheck={false} />
        </label>
        <button type="submit" class="button">
          Look
        </button>
      </form>
      {error && <Failure error={error} again={again} />}
      {value && value.suppressions.length === 0 && <Empty>{address ? 'It is not: it gets mail.' : 'Nobody is suppressed.'}</Empty>}
      {value && value.suppressions.length > 0 && (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Recipient</th>
              <th scope="col">Reason</th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {value.suppressions.map((suppression) => (
              <tr key={`${suppression.recipient} ${suppression.reason}`}>
                <th scope="row" class="break">{suppression.recipient}</th>
                <td data-label="Reason">{suppression.reason}</td>
                <td data-label="Since">
                  <Time at={suppression.since} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {value?.complete === false && <p class="muted small">There are more: look one up by its address.</p>}
    </Panel>
  );
}
