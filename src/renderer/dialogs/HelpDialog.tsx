import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { version } from '../../../package.json';
import { classNames } from '../components/class-names';
import { DOCUMENTS } from '../help/documents';
import { MarkdownText } from '../help/MarkdownText';
import { DialogFrame } from './DialogFrame';
import css from './HelpDialog.module.css';
import { GESTURES, type HelpGroup, KEYS } from './keys-and-gestures';

const cx = classNames(css);

/** Keys and gestures, and the documents of the repository. */
export function HelpDialog() {
  const [shown, show] = useState('keys');
  return (
    <DialogFrame title="Help" width="wide">
      <Tabs className={cx('tabs')} selectedKey={shown} onSelectionChange={(key) => show(String(key))}>
        <TabList aria-label="Parts of the help" className={cx('list')}>
          <Tab id="keys" className={cx('tab')}>
            Keys and gestures
          </Tab>
          {DOCUMENTS.map(({ file, title }) => (
            <Tab key={file} id={file} className={cx('tab')}>
              {title}
            </Tab>
          ))}
          <Tab id="about" className={cx('tab')}>
            About
          </Tab>
        </TabList>
        <TabPanel id="keys" className={cx('panel')}>
          <div className={cx('columns')}>
            <Column groups={KEYS} />
            <Column groups={GESTURES} />
          </div>
        </TabPanel>
        {DOCUMENTS.map(({ file, text }) => (
          <TabPanel key={file} id={file} className={cx('panel')}>
            <MarkdownText text={text} onOpen={show} />
          </TabPanel>
        ))}
        <TabPanel id="about" className={cx('panel')}>
          <p>
            <strong>syncPulse {version}</strong>
          </p>
          <p>
            Runs and shows a live peer-to-peer network: a bootstrap server and many peers on real TCP and UDP
            sockets. It is free software under the MIT license, and sends nothing to anyone but the peers of
            its network.
          </p>
        </TabPanel>
      </Tabs>
    </DialogFrame>
  );
}

function Column({ groups }: { groups: readonly HelpGroup[] }) {
  return (
    <div>
      {groups.map(({ title, lines }) => (
        <section key={title} className={cx('group')}>
          <h3 className={cx('title')}>{title}</h3>
          <dl>
            {lines.map(({ keys, does }) => (
              <div key={`${keys.join(' ')} ${does}`} className={cx('line')}>
                <dt className={cx('keys')}>
                  {keys.map((key) => (
                    <kbd key={key} className={cx('key')}>
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
