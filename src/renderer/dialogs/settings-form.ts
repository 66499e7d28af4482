import { type Settings, settingsSchema } from '../../shared/settings/settings';

export type NumberKey = {
  [K in keyof Settings]: Settings[K] extends number ? K : never;
}[keyof Settings];

/** Settings that are typed as text, and what to enter where it is wrong. */
const TEXTS = {
  bindHost: 'Enter an IP address such as 127.0.0.1 or 0.0.0.0.',
  advertisedHost: 'Enter an IP address such as 192.168.1.7, or nothing.',
  bootstrapAt: 'Enter an address with a port, such as 192.168.1.7:5000, or nothing.',
  fileList: 'Enter the path of a text file, or nothing.',
  sharedFolder: 'Enter the path of a folder, or nothing.',
  downloadFolder: 'Enter the path of a folder, or nothing.',
} as const;
export type TextKey = keyof typeof TEXTS;

const CHOICE_KEYS = ['transport', 'bootstrapTransport', 'searchStrategy', 'shareDownloads'] as const;
type ChoiceKey = (typeof CHOICE_KEYS)[number];

/** What stands in the fields: numbers as they are typed. */
export type SettingsDraft = Record<NumberKey, string> & Pick<Settings, TextKey | ChoiceKey>;

const TEXT_KEYS = Object.keys(TEXTS) as TextKey[];
const NUMBER_KEYS = Object.keys(settingsSchema.shape).filter(
  (key): key is NumberKey => !(key in TEXTS) && !CHOICE_KEYS.some((choice) => choice === key),
);

export function draftOf(settings: Settings): SettingsDraft {
  const numbers = Object.fromEntries(NUMBER_KEYS.map((key) => [key, String(settings[key])]));
  return {
    ...(numbers as Record<NumberKey, string>),
    bindHost: settings.bindHost,
    advertisedHost: settings.advertisedHost,
    bootstrapAt: settings.bootstrapAt,
    fileList: settings.fileList,
    sharedFolder: settings.sharedFolder,
    downloadFolder: settings.downloadFolder,
    transport: settings.transport,
    bootstrapTransport: settings.bootstrapTransport,
    searchStrategy: settings.searchStrategy,
    shareDownloads: settings.shareDownloads,
  };
}

/** What is wrong with each field, as the schema sees it. */
export type SettingsErrors = Partial<Record<keyof Settings, string>>;

/**
 * @param unsaved fields whose stored value is not the one in force: they count as changes even where nothing was typed
 * @returns the changes from the settings in force, or what is wrong
 */
export function readDraft(
  draft: SettingsDraft,
  settings: Settings,
  unsaved: readonly (keyof Settings)[] = [],
): { readonly change: Partial<Settings>; readonly errors: SettingsErrors } {
  const errors: SettingsErrors = {};
  const change: Partial<Settings> = {};
  const isChange = <K extends keyof Settings>(key: K, value: Settings[K]) =>
    value !== settings[key] || unsaved.includes(key);
  for (const key of NUMBER_KEYS) {
    const text = draft[key].trim();
    const read = settingsSchema.shape[key].safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN);
    if (!read.success) errors[key] = rangeOf(key);
    else if (isChange(key, read.data)) change[key] = read.data;
  }
  for (const key of TEXT_KEYS) {
    const read = settingsSchema.shape[key].safeParse(draft[key].trim());
    if (!read.success) errors[key] = TEXTS[key];
    else if (isChange(key, read.data)) change[key] = read.data;
  }
  if (isChange('transport', draft.transport)) change.transport = draft.transport;
  if (isChange('bootstrapTransport', draft.bootstrapTransport)) {
    change.bootstrapTransport = draft.bootstrapTransport;
  }
  if (isChange('searchStrategy', draft.searchStrategy)) change.searchStrategy = draft.searchStrategy;
  if (isChange('shareDownloads', draft.shareDownloads)) change.shareDownloads = draft.shareDownloads;
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
