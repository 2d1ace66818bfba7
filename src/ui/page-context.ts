import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Assets } from './assets.ts';

/** One personal account in the switcher of the header. */
export type AccountSummary = {
  number: string;
  /** The name that the resident gave it; null: it is known by its address. */
  ownName: string | null;
  address: string;
  /** Plus: the subscriber owes. null: not known yet. */
  balanceKopecks: number | null;
  isCurrent: boolean;
};

/** What the layout of every page needs to know. */
export type PageContext = {
  supplier: SupplierProfile;
  assets: Assets;
  formToken: string;
  /** null: a guest. */
  user: { displayName: string } | null;
  personalAccounts: AccountSummary[];
  /** The personal account that the page is about; null: about none of them. */
  currentNumber: string | null;
  isDemo: boolean;
};

/** A message at a field; `field` is the name, which is the id as well. */
export type FieldError = { field: string; message: string };

/** The account that the sections of the header lead to, on pages that are about none. */
export function navigationNumber(context: PageContext): string | null {
  return context.currentNumber ?? context.personalAccounts[0]?.number ?? null;
}
