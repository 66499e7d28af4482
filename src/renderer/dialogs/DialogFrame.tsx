import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { useCurrentLab } from '../lab/context';
import css from './DialogFrame.module.css';
import { closeDialog } from './open-dialog';

const cx = classNames(css);

interface DialogFrameProps {
  readonly title: string;
  readonly width?: 'narrow' | 'wide';
  /** A question that must be answered, such as before removing. */
  readonly alert?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the window; Escape and a click beside it close it. */
export function DialogFrame({ title, width = 'narrow', alert = false, children }: DialogFrameProps) {
  const lab = useCurrentLab();
  return (
    <ModalOverlay
      isOpen
      isDismissable={!alert}
      onOpenChange={(isOpen) => !isOpen && closeDialog(lab)}
      className={cx('scrim')}
    >
      <Modal className={cx('modal', width)}>
        <Dialog role={alert ? 'alertdialog' : 'dialog'} className={cx('dialog')}>
          <header className={cx('head')}>
            <Heading slot="title" level={2} className={cx('title')}>
              {title}
            </Heading>
            {!alert && <Button label="Close" icon={X} words="never" onPress={() => closeDialog(lab)} />}
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogBody({ children }: { children: ReactNode }) {
  return <div className={cx('body')}>{children}</div>;
}

export function DialogFoot({ children }: { children: ReactNode }) {
  return <footer className={cx('foot')}>{children}</footer>;
}
