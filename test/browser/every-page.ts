import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type RouteName, routes } from '#src/routes.ts';
import { autopayPages } from './autopay-pages.ts';
import type { BrowserWorld } from './browser-world.ts';
import type { NeighbourName, Neighbours } from './neighbours.ts';
import { paymentPages } from './payment-pages.ts';
import { privatePages } from './private-pages.ts';
import { publicPages } from './public-pages.ts';
import { signInPages } from './sign-in-pages.ts';
import { staffPages } from './staff-pages.ts';

export type Stage = { world: BrowserWorld; neighbours: Neighbours };

/** One page in one state. */
export type PageCase = {
  name: string;
  /** How its first heading begins: that the state is the one that is meant. */
  heading: string;
  route: RouteName | 'none';
  /** Who looks; without it a guest. */
  who?: NeighbourName;
  /** Looked at in every size and colour; the others in the two most different. */
  isMain?: boolean;
  /** An address, or how to come there. */
  open: (stage: Stage) => string | ((page: Page) => Promise<unknown>);
};

const everyPage: readonly PageCase[] = [
  ...publicPages,
  ...privatePages,
  ...paymentPages,
  ...autopayPages,
  ...signInPages,
];

/** Addresses that show no page of their own: they take forms, redirect, or answer programs. */
const notPages: readonly RouteName[] = [
  'root',
  'registerResend',
  'logout',
  'accountLinkRequest',
  'consumptionCsv',
  'chargesCsv',
  'chargesMonthCsv',
  'paymentsCsv',
  'autopayBinding',
  'autopayOff',
  'gatewayNotification',
  'bankOsmp',
  'bankSber',
  'profileAgreement',
  'profileExport',
  'profileExports',
  'profileExportFile',
  'paper',
  'profileTokenRevocation',
  'profileSessions',
  'profileSessionRevocation',
  'staffLogout',
  'staffReadingWithdrawal',
  'staffAuditCsv',
  'staffPrivileges',
  'staffMonthClosing',
  'apiSpec',
  'healthLive',
  'healthReady',
  'metrics',
];

/** Addresses that nobody looks at yet. */
export function unseenRoutes(): string[] {
  const looked = [...everyPage, ...staffPages].map(({ route }) => route);
  const seen = new Set<string>([...looked, ...notPages]);
  return Object.keys(routes).filter((name) => !seen.has(name));
}

/** Opens the page as whoever looks at it. */
export async function openCase(
  stage: Stage,
  pageCase: PageCase,
  screen?: Parameters<BrowserWorld['openPage']>[0],
): Promise<Page> {
  const { world, neighbours } = stage;
  const { who, open } = pageCase;
  const page = who ? await world.openPageOf(neighbours[who], screen) : await world.openPage(screen);
  const way = open(stage);
  if (typeof way === 'string') await page.goto(way);
  else await way(page);
  const headings = await page.getByRole('heading', { level: 1 }).allTextContents();
  expect(headings[0]?.trim().startsWith(pageCase.heading), headings.join()).toBe(true);
  // The page of all parts shows whole pages one below another.
  if (pageCase.route !== 'devUi') expect(headings).toHaveLength(1);
  return page;
}
