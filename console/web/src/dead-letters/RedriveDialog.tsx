import { useState } from 'preact/hooks';
import type { ApiError } from '../api/request.js';
import type { Letter, RedriveAnswer } from '../api/types.js';
import { Dialog } from '../ui/Dialog.js';
import { plural } from '../ui/format.js';
import { redrive } from './letters.js';
import { OperatorField, keepOperator } from '../ui/OperatorField.js';

interface Props {
  letters: Letter[];
  onClose: () => void;
  onDone: (answer: RedriveAnswer) => void;
}

/** Asks once more, and for the operator's token if the node wants one. */
export function RedriveDialog({ letters, onClose, onDone }: Props) {
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const fanouts = [...new Set(letters.map((letter) => letter.fanout))].join(', ');

  const confirm = async (event: Event) => {
    event.preventDefault();
    keepOperator(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(undefined);
    try {
      onDone(await redrive(letters));
    } catch (failure) {
      setError(failure as ApiError);
      setBusy(false);
    }
  };

  return (
    <Dialog title={`Redrive ${plural(letters.length, 'letter')}?`} onClose={onClose}>
      <form onSubmit={confirm}>
        <p>
          {fanouts} will try {letters.length === 1 ? 'it' : 'them'} again, as if new. What was delivered before it failed may come a second
          time.
        </p>
        <OperatorField error={error} />
        <div class="choices">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? 'Redriving…' : 'Redrive'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
