import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startWorld, type World, type WorldOptions } from '#test/harness.ts';
import type { Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { openBrowser } from './chromium.ts';

export type Screen = {
  hasScripts?: boolean;
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
};

export type BrowserWorld = World & {
  browser: Browser;
  /** A page in a browser that has never been here. */
  openPage(screen?: Screen): Promise<Page>;
  /** A page of somebody who has signed in already. */
  openPageOf(subscriber: Subscriber, screen?: Screen): Promise<Page>;
  /** A page of somebody who sits at the desk. */
  openPageAs(visitor: Visitor, screen?: Screen): Promise<Page>;
  /** What the browser complained of: broken scripts, refused styles, files that are not there. */
  complaints: string[];
  /** Between tests: closes what they opened. */
  closePages(): Promise<void>;
};

/** The product, and a browser to look at it with. */
export async function startBrowserWorld(options?: WorldOptions): Promise<BrowserWorld> {
  const [world, browser] = await Promise.all([startWorld(options), openBrowser()]);
  const complaints: string[] = [];
  let contexts: BrowserContext[] = [];
  /** Who has signed in stays so. */
  const visitors = new Map<number, Visitor>();

  async function openPage(screen: Screen = {}): Promise<Page> {
    const { hasScripts = true, width = 1280, height = 900, colorScheme = 'light' } = screen;
    const context = await browser.newContext({
      baseURL: world.url,
      javaScriptEnabled: hasScripts,
      viewport: { width, height },
      colorScheme,
      locale: 'ru-RU',
      reducedMotion: 'reduce',
    });
    contexts.push(context);
    listen(context, complaints);
    return context.newPage();
  }

  async function openPageAs(visitor: Visitor, screen?: Screen): Promise<Page> {
    const page = await openPage(screen);
    const cookies = [...visitor.cookies].map(([name, value]) => ({ name, value, url: world.url }));
    await page.context().addCookies(cookies);
    return page;
  }

  return {
    ...world,
    browser,
    complaints,
    openPage,
    openPageAs,
    async openPageOf(subscriber, screen) {
      const visitor = visitors.get(subscriber.userId) ?? world.visitor();
      if (visitor.cookies.size === 0) await subscriber.signIn(visitor);
      visitors.set(subscriber.userId, visitor);
      return openPageAs(visitor, screen);
    },
    async closePages() {
      await Promise.all(contexts.map((context) => context.close()));
      contexts = [];
      complaints.length = 0;
    },
    async stop() {
      await browser.close();
      await world.stop();
    },
  };
}

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (event) => complaints.push(String(event.error())));
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const { url } = message.location();
    // The page itself was refused, and says so to the person.
    const isOwnStatus = /the server responded with a status/.test(message.text());
    if (isOwnStatus && url === message.page()?.url()) return;
    complaints.push(`${message.text()} (${url})`);
  });
}
