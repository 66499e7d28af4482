import { preferences } from './preferences';

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * Puts the theme in force on `<html data-theme>` and keeps it there as the system or the setting changes.
 * @param onChange is called with each theme that comes into force, the first at once
 */
export function followTheme(onChange?: (theme: 'light' | 'dark') => void): void {
  const apply = () => {
    const { theme } = preferences.getState();
    const inForce = theme === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : theme;
    document.documentElement.setAttribute('data-theme', inForce);
    onChange?.(inForce);
  };
  apply();
  systemIsDark.addEventListener('change', apply);
  preferences.subscribe(apply);
}
