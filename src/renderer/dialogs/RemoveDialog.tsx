import type { PeerId } from '../../shared/network/events';
import { act } from '../actions/commands';
import { Button } from '../components/Button';
import { useCurrentLab } from '../lab/context';
import { count, listed } from '../words/count';
import { namesIn } from '../words/names';
import { DialogBody, DialogFoot, DialogFrame } from './DialogFrame';
import { closeDialog } from './open-dialog';

const MOST_NAMED = 5;

/** Many are not removed by one slip: to undo it is much work for a network, and messages of the peers are lost. */
export function RemoveDialog({ ids }: { ids: readonly PeerId[] }) {
  const lab = useCurrentLab();
  const nameOf = namesIn(lab.store.getState().network);
  const named = ids.slice(0, MOST_NAMED).map(nameOf);
  const rest = ids.length - named.length;
  const remove = () => {
    closeDialog(lab);
    void act(lab, 'remove', ids);
  };
  return (
    <DialogFrame title={`Remove ${count(ids.length, 'peer')}?`} alert>
      <DialogBody>
        <p>
          {listed(rest > 0 ? [...named, `${rest} more`] : named)} will leave the overlay and be taken off the
          picture. Undo adds them again, with their links and files; what they counted is lost.
        </p>
      </DialogBody>
      <DialogFoot>
        <Button label="Keep them" look="outlined" autoFocus onPress={() => closeDialog(lab)} />
        <Button label={`Remove ${count(ids.length, 'peer')}`} look="danger" onPress={remove} />
      </DialogFoot>
    </DialogFrame>
  );
}
