import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export const ERROR_SUMMARY = '.ds-error-summary';

export const heading = (page: Page): Promise<string | null> =>
  page.getByRole('heading', { level: 1 }).textContent();

export const mainText = async (page: Page): Promise<string> =>
  (await page.getByRole('main').textContent()) ?? '';

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

export const fill = (page: Page, label: string, text: string): Promise<void> =>
  page.getByLabel(label, { exact: true }).fill(text);

/** Whether the keyboard is where the person should read on, within the moment that a page takes. */
export const hasFocus = (page: Page, selector: string): Promise<boolean> =>
  page
    .locator(`${selector}:focus`)
    .waitFor({ state: 'attached', timeout: FOCUS_WITHIN_MS })
    .then(() => true)
    .catch(() => false);

const FOCUS_WITHIN_MS = 3_000;

/** From home to the numbered confirmation: one field, two taps. */
export async function sendReading(page: Page, value: string): Promise<{ confirmation: string }> {
  await openCheck(page, value);
  await press(page, 'Передать показание');
  return { confirmation: await readConfirmation(page) };
}

export async function openCheck(page: Page, value: string): Promise<void> {
  await fill(page, 'Новое показание', value);
  await press(page, 'Проверить');
  expect(await heading(page)).toBe('Проверьте показание');
}

export async function readConfirmation(page: Page): Promise<string> {
  expect(await heading(page)).toBe('Показание принято');
  const [, confirmation = ''] = /Номер (\S+?)\./.exec(await mainText(page)) ?? [];
  expect(confirmation).toMatch(/^П-\d{2}-\d{4}-\d{4}$/);
  return confirmation;
}
