import { Download as DownloadIcon, ExternalLink, FolderOpen } from 'lucide-react';
import type { Download } from '../../shared/contract/download';
import { mayBeOpened } from '../../shared/openable';
import { printable } from '../../shared/text/printable';
import { Button } from '../components/Button';
import { CopyButton } from '../components/CopyButton';
import { useCurrentLab } from '../lab/context';
import { openSaved, saveCopy, showSaved } from './commands';

/**
 * What can be done with a file that is saved. The desktop opens it and shows it in its folder; a browser, which may run
 * on another machine, takes a copy.
 */
export function SavedActions({ download, path }: { readonly download: Download; readonly path: string }) {
  const lab = useCurrentLab();
  const { id, name } = download;
  const shown = printable(name);
  const isDesktop = lab.desktop !== null;
  return (
    <>
      {isDesktop && mayBeOpened(path) && (
        <Button
          label={`Open ${shown}`}
          icon={ExternalLink}
          words="never"
          onPress={() => void openSaved(lab, id)}
        />
      )}
      {isDesktop && (
        <Button
          label={`Show ${shown} in its folder`}
          icon={FolderOpen}
          words="never"
          onPress={() => void showSaved(lab, id)}
        />
      )}
      {!isDesktop && (
        <Button
          label={`Save a copy of ${shown} on this machine`}
          icon={DownloadIcon}
          words="never"
          onPress={() => void saveCopy(lab, download)}
        />
      )}
      <CopyButton
        label={
          isDesktop ? `Copy the path of ${shown}` : `Copy the path of ${shown} on the machine of the lab`
        }
        text={path}
      />
    </>
  );
}
