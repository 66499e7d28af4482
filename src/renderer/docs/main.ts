import 'rapidoc';
import './docs.css';

/** The page that documents the API: one element, which reads `/api/openapi.json` with the cookie of the window. */
const page = document.querySelector('rapi-doc');
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const applyTheme = () => page?.setAttribute('theme', dark.matches ? 'dark' : 'light');
applyTheme();
dark.addEventListener('change', applyTheme);
