import { type Settings, settingsSchema } from '../../shared/settings';

export type NumberKey = {
  [K in keyof Settings]: Settings[K] extends number ? K : never;
}[keyof Settings];

/** What stands in the fields: numbers as they are typed. */
export type SettingsDraft = Record<NumberKey, string> & Pick<Settings, 'bindHost' | 'transport'>;

const NUMBER_KEYS = Object.keys(settingsSchema.shape).filter(
  (key): key is NumberKey => key !== 'bindHost' && key !== 'transport',
);

export function draftOf(settings: Settings): SettingsDraft {
  const numbers = Object.fromEntries(NUMBER_KEYS.map((key) => [key, String(settings[key])]));
  return {
    ...(numbers as Record<NumberKey, string>),
    bindHost: settings.bindHost,
    transport: settings.transport,
  };
}

/** What is wrong with each field, as the schema sees it. */
export type SettingsErrors = Partial<Record<keyof Settings, string>>;

/** @returns the changes from the settings in force, or what is wrong */
export function readDraft(
  draft: SettingsDraft,
  settings: Settings,
): { readonly change: Partial<Settings>; readonly errors: SettingsErrors } {
  const errors: SettingsErrors = {};
  const change: Partial<Settings> = {};
  for (const key of NUMBER_KEYS) {
    const text = draft[key].trim();
    const read = settingsSchema.shape[key].safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN);
    if (!read.success) errors[key] = rangeOf(key);
    else if (read.data !== settings[key]) change[key] = read.data;
  }
  const host = settingsSchema.shape.bindHost.safeParse(draft.bindHost);
  if (!host.success) errors.bindHost = 'Enter an IP address such as 127.0.0.1 or 0.0.0.0.';
  else if (host.data !== settings.bindHost) change.bindHost = host.data;
  if (draft.transport !== settings.transport) change.transport = draft.transport;
  return { change, errors };
}

const grouped = new Intl.NumberFormat('en-US');

function rangeOf(key: NumberKey): string {
  const { minValue, maxValue } = settingsSchema.shape[key];
  return `Enter a whole number from ${grouped.format(minValue ?? 0)} to ${grouped.format(maxValue ?? 0)}.`;
}

/** @returns the schema's own words about a setting */
export function meaningOf(key: keyof Settings): string {
  return settingsSchema.shape[key].description ?? '';
}

/** @returns whether only programs on this machine can reach an address */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|localhost)$/i.test(host.trim());
}
