import { LOGIN_PATH } from '../../../shared/browser-login';

/** Sent by POST, so that the token is not in an address. */
export const LOGIN_FORM = `<form method="post" action="${LOGIN_PATH}">
  <label>Token <input name="token" type="password" autocomplete="off" required autofocus></label>
  <button>Open the lab</button>
</form>
`;

/**
 * A short page where no window can be shown. Both texts are constants of this program, never received data.
 *
 * @param text a sentence or two; text between backticks is shown as code
 * @param form markup of this program below the text
 */
export function page(title: string, text: string, form = ''): string {
  const escaped = (raw: string) =>
    raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = escaped(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.25rem; }
  code { font-family: ui-monospace, monospace; background: color-mix(in srgb, currentColor 10%, transparent); padding: .1em .3em; border-radius: 4px; }
  form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
  label { flex: 1 1 16rem; }
  input, button { font: inherit; padding: .3em .6em; box-sizing: border-box; }
  input { display: block; width: 100%; }
</style>
<h1>${escaped(title)}</h1>
<p>${body}</p>
${form}`;
}
