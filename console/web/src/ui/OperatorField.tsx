import type { ApiError } from '../api/request.js';
import { operator } from '../api/operator.js';

/** Keeps what was typed into a form's {@link OperatorField}, if anything was. */
export function keepOperator(form: HTMLFormElement): void {
  const field = form.elements.namedItem('operator');
  if (field instanceof HTMLInputElement && field.value.trim() !== '') {
    operator.keep(field.value.trim());
    field.value = '';
  }
}

/** Where an operator's token is typed, and what the node said to the last one. Kept until the tab closes. */
export function OperatorField({ error }: { error: ApiError | undefined }) {
  const has = operator.token() !== null;
  const asked = error?.needsOperator || (operator.rules?.configured !== false && operator.rules?.token === undefined);
  return (
    <>
      <div role="alert">
        {error && (
          <p class="notice bad">
            <strong>{error.needsOperator ? 'Refused: this needs the operator’s token.' : 'That did not work.'}</strong>
            {error.message}
          </p>
        )}
      </div>
      {asked && (
        <label class="field">
          <span>Operator’s token{has ? ' (there is one; leave empty to use it)' : ''}</span>
          <input name="operator" type="password" autocomplete="off" spellcheck={false} />
        </label>
      )}
    </>
  );
}
