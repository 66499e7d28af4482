import 'rapidoc';
import './docs.css';
import { PAGE_KEY_HEADER } from '../../shared/browser-login';
import { pageKey } from '../lab/page-key';

/** What the element offers beside those of every element (rapidocweb.com/api.html). */
interface DocumentElement extends HTMLElement {
  loadSpec(description: unknown): void;
}

/** The page that documents the API: one element. It reads the description, and sends what is tried, with the page's key. */
const page = document.querySelector<DocumentElement>('rapi-doc');
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const applyTheme = () => page?.setAttribute('theme', dark.matches ? 'dark' : 'light');
applyTheme();
dark.addEventListener('change', applyTheme);

const key = await pageKey();
page?.addEventListener('before-try', (event) => {
  const { detail } = event as CustomEvent<{ request: Request }>;
  detail.request.headers.append(PAGE_KEY_HEADER, key);
});
const description = await fetch('/api/openapi.json', { headers: { [PAGE_KEY_HEADER]: key } });
await customElements.whenDefined('rapi-doc');
page?.loadSpec(await description.json());
