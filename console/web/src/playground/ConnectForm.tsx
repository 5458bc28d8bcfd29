import { ApiError } from '../api/request.js';
import { OperatorField, keepOperator } from '../ui/OperatorField.js';
import { Panel } from '../ui/parts.js';

interface Props {
  connect: (user: string) => void;
  error: ApiError | Error | undefined;
  suggested: string;
}

/** Who to connect as. The token for it is the operator's to have made. */
export function ConnectForm({ connect, error, suggested }: Props) {
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    keepOperator(form);
    connect(String(new FormData(form).get('user')).trim());
  };
  return (
    <Panel title="Connect">
      {error && !(error instanceof ApiError) && (
        <p class="notice bad" role="alert">
          <strong>Not connected.</strong>
          {error.message}
        </p>
      )}
      <form class="bar" onSubmit={submit}>
        <label class="field">
          <span>As user</span>
          <input name="user" required defaultValue={suggested} autocomplete="off" spellcheck={false} />
        </label>
        <OperatorField error={error instanceof ApiError ? error : undefined} />
        <button type="submit" class="button primary">
          Connect
        </button>
      </form>
    </Panel>
  );
}
