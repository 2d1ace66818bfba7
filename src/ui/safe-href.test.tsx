import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { safeHref } from './safe-href.ts';

test('our own addresses and four schemes may be followed', () => {
  for (const address of [
    '/accounts/390014587201',
    '/?next=%2F',
    '#main',
    '?m=2026-11',
    'https://example.ru/a',
    'http://localhost:3100/mail',
    'mailto:a@example.ru',
    'tel:+78000000039',
  ]) {
    expect(safeHref(address)).toBe(address);
  }
});

test('scripts, data and other hosts in disguise may not', () => {
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '\t//evil.example/',
    'accounts/link',
    '',
  ]) {
    expect(safeHref(address)).toBeUndefined();
  }
});

test('an element written by hand is guarded as well as a component', () => {
  const hostile = 'javascript:alert(1)';
  const html = render(
    <form action={hostile}>
      <a href={hostile}>a</a>
      <button type="submit" formaction="//evil.example">
        b
      </button>
      <a href="/login">c</a>
    </form>,
  );
  expect(html).toBe('<form><a>a</a><button type="submit">b</button><a href="/login">c</a></form>');
});
