import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings';
import { draftOf, isLoopback, meaningOf, readDraft } from './settings-form';
import { NUMBERS } from './settings-groups';

const draft = draftOf(DEFAULT_SETTINGS);

test('each setting that is a number has one field, in one group', () => {
  const shown = Object.values(NUMBERS).flatMap((fields) => fields.map(([key]) => key));
  const numbers = Object.entries(DEFAULT_SETTINGS).flatMap(([key, value]) =>
    typeof value === 'number' ? [key] : [],
  );
  expect(shown.toSorted()).toEqual(numbers.toSorted());
});

test('untouched fields change nothing', () => {
  expect(readDraft(draft, DEFAULT_SETTINGS)).toEqual({ change: {}, errors: {} });
});

test('only what differs is sent', () => {
  const { change, errors } = readDraft(
    { ...draft, bootstrapPort: ' 5050 ', transport: 'udp', bindHost: ' 0.0.0.0 ' },
    DEFAULT_SETTINGS,
  );
  expect(errors).toEqual({});
  expect(change).toEqual({ bootstrapPort: 5050, transport: 'udp', bindHost: '0.0.0.0' });
});

test.each(['', ' ', '-1', '65536', '1.5', '0x10', '1e3', 'five', '٣'])(
  'port %j is refused in words',
  (typed) => {
    const { change, errors } = readDraft({ ...draft, bootstrapPort: typed }, DEFAULT_SETTINGS);
    expect(errors).toEqual({ bootstrapPort: 'Enter a whole number from 0 to 65,535.' });
    expect(change).toEqual({});
  },
);

test.each(['', 'my host', '<b>', '127.0.0.1/8'])('bind address %j is refused', (bindHost) => {
  expect(readDraft({ ...draft, bindHost }, DEFAULT_SETTINGS).errors.bindHost).toContain('127.0.0.1');
});

test('every setting has a meaning to show', () => {
  for (const key of Object.keys(draft)) expect(meaningOf(key as keyof typeof draft)).not.toBe('');
});

test('knows which addresses stay on this machine', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost', ' 127.0.0.1 '].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '192.168.1.4', '127.0.0.1.example'].some(isLoopback)).toBe(false);
});

test('a field whose stored value cannot be used is sent though nothing was typed', () => {
  expect(readDraft(draft, DEFAULT_SETTINGS, ['sharedFolder', 'walkers', 'transport']).change).toEqual({
    sharedFolder: DEFAULT_SETTINGS.sharedFolder,
    walkers: DEFAULT_SETTINGS.walkers,
    transport: DEFAULT_SETTINGS.transport,
  });
});
