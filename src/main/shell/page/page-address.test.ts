import { describe, expect, it } from 'vitest';
import { isOwnPage, mayOpenOutside, PAGE_URL } from './page-address';

describe('isOwnPage', () => {
  it('knows the page and what is below it', () => {
    expect(isOwnPage(PAGE_URL)).toBe(true);
    expect(isOwnPage('app://syncpulse/index.html?a#b')).toBe(true);
  });

  it.each([
    '',
    'about:blank',
    'app://other/',
    'app://syncpulse.evil/',
    'app://syncpulse@evil/',
    'http://syncpulse/',
    'https://example.org/?app://syncpulse/',
    'file:///etc/passwd',
    'data:text/html,app://syncpulse/',
    'http://localhost:5173/',
  ])('refuses %j', (url) => {
    expect(isOwnPage(url)).toBe(false);
  });

  it('in development knows the development server alone', () => {
    expect(isOwnPage('http://localhost:5173/a', 'http://localhost:5173')).toBe(true);
    expect(isOwnPage('http://localhost:5174/', 'http://localhost:5173')).toBe(false);
    expect(isOwnPage(PAGE_URL, 'http://localhost:5173')).toBe(false);
  });
});

describe('mayOpenOutside', () => {
  it('lets only known hosts through, and only over https', () => {
    expect(mayOpenOutside('https://github.com/a/b')).toBe(true);
    expect(mayOpenOutside('http://github.com/')).toBe(false);
    expect(mayOpenOutside('https://github.com.evil.org/')).toBe(false);
    expect(mayOpenOutside('https://github.com@evil.org/')).toBe(false);
    expect(mayOpenOutside('file:///etc/passwd')).toBe(false);
    expect(mayOpenOutside('not an address')).toBe(false);
  });
});
