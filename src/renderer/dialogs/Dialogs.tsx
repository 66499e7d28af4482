import { useStore } from 'zustand';
import { AddManyDialog } from './AddManyDialog';
import { HelpDialog } from './HelpDialog';
import { dialog } from './open-dialog';
import { RemoveDialog } from './RemoveDialog';
import { SettingsDialog } from './SettingsDialog';

export function Dialogs() {
  const open = useStore(dialog, (state) => state.open);
  switch (open?.kind) {
    case 'add-many':
      return <AddManyDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'help':
      return <HelpDialog />;
    case 'remove':
      return <RemoveDialog ids={open.ids} />;
    default:
      return null;
  }
}
