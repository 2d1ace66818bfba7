import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PageCase } from './every-page.ts';

type Look = { colorScheme: 'light' | 'dark'; width: number };

const twoLooks: readonly Look[] = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
];
const allLooks: readonly Look[] = [
  ...twoLooks,
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 1280 },
];

/** What the fonts in public/fonts can draw; anything else looks different on each device. */
const OUR_LETTERS =
  /[\s\x20-\x7e\xa0\xa7\xa9\xab-\xad\xb0-\xb3\xb7\xbb-\xbd\xd7\xf7\u2009\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u20bd\u2116\u2122\u2191\u2193\u2212\u0401\u0410-\u044f\u0451]/g;

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a program can tell about a page that is open: axe's rules, whether it fits, its letters. */
export async function expectGoodLooks(
  page: Page,
  { isMain }: Pick<PageCase, 'isMain'>,
): Promise<void> {
  for (const look of isMain ? allLooks : twoLooks) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.colorScheme });
    expect(await axeViolations(page), `${look.colorScheme}, ${look.width} px`).toEqual([]);
  }
  const text = (await page.locator('body').textContent()) ?? '';
  expect(text.replace(OUR_LETTERS, ''), 'letters that our fonts lack').toBe('');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await whatSticksOut(page), '320 px').toEqual([]);
  expect(await tornWords(page), 'words of tables, 320 px').toEqual([]);
  await enlargeText(page);
  for (const width of [360, 640, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await whatSticksOut(page), `text twice as large, ${width} px`).toEqual([]);
    expect(await tornWords(page), `words of tables twice as large, ${width} px`).toEqual([]);
  }
}

/** As people do in the settings of the browser: 32 px instead of 16. */
async function enlargeText(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  expect(
    await page.evaluate(() => getComputedStyle(document.documentElement).fontSize),
    'size of the letters',
  ).toBe('32px');
}

type Found = Awaited<ReturnType<AxeBuilder['analyze']>>;
type Axe = { axe?: { run(where: Document, options: object): Promise<Found> } };

/** One line for each: the rule, and where it is broken. */
async function axeViolations(page: Page): Promise<string[]> {
  const options = { runOnly: tags, resultTypes: ['violations' as const] };
  // The builder leaves axe in the page: the second look goes without loading half a megabyte.
  const again = await page.evaluate((wanted) => {
    return (globalThis as Axe).axe?.run(document, wanted);
  }, options);
  // The usual way opens one more page for each check; there are no frames to gather from.
  const found =
    again ?? (await new AxeBuilder({ page }).options(options).setLegacyMode().analyze());
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.replaceAll(/\s+/g, ' ');
      return `${id} at ${target.join(' ')}: ${why}`;
    }),
  );
}

/** Elements wider than the window, but for those that one scrolls by themselves: code, tables. */
function whatSticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const hasOwnBar = (element: Element): boolean => {
      const { overflowX, clipPath } = getComputedStyle(element);
      return overflowX === 'auto' || overflowX === 'scroll' || clipPath !== 'none';
    };
    const isInBar = (element: Element): boolean =>
      hasOwnBar(element) || (element.parentElement !== null && isInBar(element.parentElement));
    const { clientWidth, scrollWidth } = document.documentElement;
    const out = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .filter((element) => !isInBar(element))
      .map((element) => `<${element.tagName.toLowerCase()} class="${element.className}">`);
    if (scrollWidth > clientWidth) out.push(`the page is ${scrollWidth} px wide`);
    return out.slice(0, 8);
  });
}

/** A table that scrolls by itself has room for whole words: none of them stands in two lines. */
function tornWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const torn: string[] = [];
    const range = document.createRange();
    for (const cell of document.querySelectorAll('.scroll :is(td, th)')) {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[\p{L}\d]+/gu)) {
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) torn.push(word);
        }
      }
    }
    return torn.slice(0, 8);
  });
}
