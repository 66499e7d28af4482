import { preferences } from './preferences';

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

/** Puts the theme in force on `<html data-theme>` and keeps it there as the system or the setting changes. */
export function followTheme(): void {
  const apply = () => {
    const { theme } = preferences.getState();
    const inForce = theme === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : theme;
    document.documentElement.setAttribute('data-theme', inForce);
  };
  apply();
  systemIsDark.addEventListener('change', apply);
  preferences.subscribe(apply);
}
