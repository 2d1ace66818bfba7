import { expect, test } from 'vitest';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { letterHtml } from './letter-layout.page.tsx';
import { letterText } from './letter-text.ru.ts';

const supplier = await readSupplierProfile(null);
const content = {
  subject: 'Показание принято',
  paragraphs: ['Спасибо. «8 799» & <ещё>'],
  facts: [{ label: 'Показание', value: '8 799 м³' }],
  action: { label: 'Открыть', href: 'https://lk.example.ru/a?b=1&c=2' },
  afterword: ['До встречи.'],
};

test('the text form says everything, with the link alone on its line', () => {
  const lines = letterText(content, supplier).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'Спасибо. «8 799» & <ещё>',
      'Показание: 8 799 м³',
      'Открыть:',
      'https://lk.example.ru/a?b=1&c=2',
      'До встречи.',
      supplier.name,
    ]),
  );
});

test('the HTML form escapes what it is given and needs nothing from elsewhere', () => {
  const html = letterHtml(content, supplier);
  expect(html).toContain('«8 799» &amp; &lt;ещё>');
  expect(html).toContain('href="https://lk.example.ru/a?b=1&amp;c=2"');
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).not.toMatch(/<(script|img|link)\b/);
});

test('a letter links to web addresses only', () => {
  const action = { label: 'Открыть', href: 'javascript:alert(1)' };
  expect(() => letterHtml({ ...content, action }, supplier)).toThrow('web addresses');
});
