import { EXCHANGE_PATH, LOGIN_PATH } from '../../shared/browser-login';

const STORED_AS = 'syncpulse.page-key';

let current: Promise<string> | undefined;

/**
 * The key that this page sends with each request, next to its cookie. A login leaves a code in the address, which is
 * taken out of it and out of the history at once and exchanged for the key; later pages find the key in the storage of
 * this origin. Goes to the page that asks for the token where there is neither.
 */
export function pageKey(): Promise<string> {
  current ??= findKey().catch((error: unknown) => {
    current = undefined;
    throw error;
  });
  return current;
}

async function findKey(): Promise<string> {
  const code = takeCode();
  if (code !== undefined) {
    const response = await fetch(EXCHANGE_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    if (response.ok) return store(await response.json());
  }
  const stored = localStorage.getItem(STORED_AS);
  if (stored !== null) return stored;
  location.replace(LOGIN_PATH);
  throw new Error('this page has no key yet; the token is asked for');
}

function takeCode(): string | undefined {
  const code = /^#login=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(history.state, '', location.pathname);
  return code;
}

function store({ key }: { key: string }): string {
  localStorage.setItem(STORED_AS, key);
  return key;
}
