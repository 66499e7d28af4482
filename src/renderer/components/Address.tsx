import { memo } from 'react';
import { type AddressKey, addressOf } from '../../shared/protocol/address';
import css from './Address.module.css';
import { CopyButton } from './CopyButton';
import { classNames } from './class-names';

const cx = classNames(css);

interface AddressProps {
  readonly of: AddressKey;
  /** Whose it is, where more than one is shown: "Node7". */
  readonly whose?: string;
}

/** An address as a fact, with a button that copies it as `ip:port`. */
export function Address({ of, whose }: AddressProps) {
  const { ip, port } = addressOf(of);
  return (
    <span className={cx('address')}>
      {ip} port {port}
      <CopyAddress of={of} {...(whose === undefined ? {} : { whose })} />
    </span>
  );
}

/** The button alone, for rows that show a part of the address; a list may have hundreds. */
export const CopyAddress = memo(function CopyAddress({ of, whose }: AddressProps) {
  const label = whose === undefined ? 'Copy the address' : `Copy the address of ${whose}`;
  return <CopyButton label={label} text={of} />;
});
