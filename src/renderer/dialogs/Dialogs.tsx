import { lazy, Suspense } from 'react';
import { useLabPart } from '../lab/context';
import { AddManyDialog } from './AddManyDialog';
import { CommandPalette } from './CommandPalette';
import { DoctorDialog } from './DoctorDialog';
import { ExperimentDialog } from './ExperimentDialog';
import { InvitationDialog } from './InvitationDialog';
import { dialog } from './open-dialog';
import { RemoveDialog } from './RemoveDialog';
import { RenameDialog } from './RenameDialog';
import { SettingsDialog } from './SettingsDialog';

/** Its documents would make the first load longer: they are loaded when somebody asks for help. */
const HelpDialog = lazy(() => import('./HelpDialog').then((file) => ({ default: file.HelpDialog })));

export function Dialogs() {
  const open = useLabPart(dialog, (state) => state.open);
  switch (open?.kind) {
    case 'add-many':
      return <AddManyDialog />;
    case 'palette':
      return <CommandPalette />;
    case 'experiment':
      return <ExperimentDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'help':
      return (
        <Suspense>
          <HelpDialog />
        </Suspense>
      );
    case 'invitation':
      return <InvitationDialog />;
    case 'doctor':
      return <DoctorDialog address={open.address} name={open.name} />;
    case 'rename':
      return <RenameDialog id={open.id} />;
    case 'remove':
      return <RemoveDialog ids={open.ids} />;
    default:
      return null;
  }
}
