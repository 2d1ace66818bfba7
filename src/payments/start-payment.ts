import type { Resident } from '#src/actor.ts';
import { type BalanceRow, findBalances } from '#src/billing/entries-store.ts';
import type { Clock } from '#src/clock.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { type KeyReused, withIdempotency } from '#src/db/idempotency.ts';
import { inTransaction } from '#src/db/transaction.ts';
import {
  isNumbered,
  listPersonalAccounts,
  type PersonalAccount,
} from '#src/personal-accounts/personal-accounts-store.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { saveConsent } from './autopay/save-consent.ru.ts';
import { addBasket, addGuestBasket, type GuestBasket, type Payer } from './baskets-store.ts';
import type { Gateway } from './gateway.ts';
import type { Gateways } from './gateways.ts';
import { mostPenalties, type PenaltyWish } from './receipt-lines.ts';
import { writePayment } from './write-payment.ts';

export type WantedPayment = {
  method: PayMethod;
  parts: readonly WantedPart[];
  receiptEmail: string;
  /** The payer ticked that this way to pay is kept for autopay. */
  isToBeSaved?: boolean;
  source: 'cabinet' | 'api' | 'guest';
  /** Of the form, or the program's own: sent again, it is the same payment. */
  idempotencyKey: string | null;
};

export type WantedPart = {
  accountNumber: string;
  amountKopecks: number;
  /** Of the sum, for penalties; without it they come last, after all that is owed for gas. */
  penaltyKopecks?: PenaltyWish;
};

export type StartDeps = {
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  gateways: Gateways;
  /** The site's own address. */
  url: string;
};

export type StartFailure =
  | { ok: false; code: 'method_unavailable' }
  | { ok: false; code: 'account_unknown'; accountNumber: string }
  | { ok: false; code: 'account_repeated'; accountNumber: string }
  | { ok: false; code: 'amount_too_small'; accountNumber: string; leastKopecks: number }
  | { ok: false; code: 'amount_too_large'; accountNumber: string; mostKopecks: number }
  | { ok: false; code: 'penalty_too_large'; accountNumber: string; mostKopecks: number };

export type Started = { ok: true; publicId: string; paymentIds: number[] };

/** Two accounts of a basket of a household, not the whole street. */
const MOST_PARTS = 10;

/**
 * Writes down what a resident wants to pay, with everything that will be sent, and sends nothing yet.
 * Of a gateway that takes one account at a time each part becomes a payment of its own.
 */
export async function startPayment(
  deps: StartDeps,
  actor: Resident,
  { idempotencyKey, ...wanted }: WantedPayment,
): Promise<Started | StartFailure | KeyReused> {
  const gateway = deps.gateways.byMethod(wanted.method);
  if (!gateway || !deps.gateways.methods.includes(wanted.method)) {
    return { ok: false, code: 'method_unavailable' };
  }
  const now = deps.clock.now();
  const idempotent = {
    userId: actor.userId,
    operation: 'start_payment',
    key: idempotencyKey,
    request: wanted,
    now,
  };
  return inTransaction(deps.db, (tx) =>
    withIdempotency<Started | StartFailure>(tx, idempotent, () =>
      writeDown(tx, actor, { ...deps, gateway, wanted, now }),
    ),
  );
}

type Writing = StartDeps & {
  gateway: Gateway;
  wanted: Omit<WantedPayment, 'idempotencyKey'>;
  now: Date;
};

async function writeDown(
  tx: Tx,
  actor: Resident,
  writing: Writing,
): Promise<Started | StartFailure> {
  const own = await listPersonalAccounts(tx, actor);
  const parts = writing.wanted.parts.slice(0, MOST_PARTS).map((part) => {
    const read = readAccountNumber(part.accountNumber, writing.supplier);
    const personalAccount = own.find((one) => isNumbered(one, read) && one.visibleUntil === null);
    return { ...part, personalAccount: personalAccount ?? null };
  });
  return writeBasket(tx, actor, { ...writing, parts });
}

export type BasketToWrite = Writing & {
  parts: readonly (WantedPart & { personalAccount: PersonalAccount | null })[];
  guest?: GuestBasket;
};

/** For accounts that were looked up. Of a guest's form that was sent before it writes nothing. */
export async function writeBasket(
  tx: Tx,
  payer: Payer,
  { parts, guest, ...writing }: BasketToWrite,
): Promise<Started | StartFailure> {
  const { wanted, gateway, now } = writing;
  const ids = parts.flatMap(({ personalAccount }) => personalAccount?.personalAccountId ?? []);
  const balances = await findBalances(tx, payer, ids);
  const failure = judge(parts, { ...gateway, balances });
  if (failure) return failure;
  const { method, receiptEmail, source } = wanted;
  // Where the gateway keeps nothing the wish is forgotten: the payer came to pay.
  const isSaving = wanted.isToBeSaved === true && gateway.savableMethods.includes(method);
  const saveConsentVersion = isSaving ? saveConsent.version : null;
  const asked = { method, receiptEmail, source, saveConsentVersion, startedAt: now };
  const basket = guest
    ? await addGuestBasket(tx, payer, { ...asked, ...guest })
    : await addBasket(tx, payer, asked);
  if (!basket) return { ok: true, publicId: guest?.publicId ?? '', paymentIds: [] };
  const paymentIds: number[] = [];
  for (const { personalAccount, ...part } of parts) {
    if (!personalAccount) throw new Error('judged already');
    // Of several payments by one card the first keeps it.
    const isToBeSaved = isSaving && paymentIds.length === 0;
    const common = { ...writing, ...basket, method, receiptEmail, savedMethodId: null };
    const payment = { ...common, ...part, personalAccount, isToBeSaved };
    paymentIds.push(await writePayment(tx, payer, payment));
  }
  return { ok: true, publicId: basket.publicId, paymentIds };
}

const balanceOf = (
  balances: readonly BalanceRow[],
  { personalAccountId }: PersonalAccount,
): BalanceRow | null => balances.find((one) => one.personalAccountId === personalAccountId) ?? null;

type Part = WantedPart & { personalAccount: PersonalAccount | null };

function judge(
  parts: readonly Part[],
  { limits, balances }: Pick<Gateway, 'limits'> & { balances: readonly BalanceRow[] },
): StartFailure | null {
  const seen = new Set<number>();
  for (const { personalAccount, accountNumber, amountKopecks, penaltyKopecks } of parts) {
    if (!personalAccount) return { ok: false, code: 'account_unknown', accountNumber };
    if (seen.has(personalAccount.personalAccountId)) {
      return { ok: false, code: 'account_repeated', accountNumber };
    }
    seen.add(personalAccount.personalAccountId);
    const { leastKopecks, mostKopecks } = limits;
    if (amountKopecks < leastKopecks) {
      return { ok: false, code: 'amount_too_small', accountNumber, leastKopecks };
    }
    if (amountKopecks > mostKopecks) {
      return { ok: false, code: 'amount_too_large', accountNumber, mostKopecks };
    }
    const most = mostPenalties(amountKopecks, balanceOf(balances, personalAccount));
    if (typeof penaltyKopecks === 'number' && penaltyKopecks > most) {
      return { ok: false, code: 'penalty_too_large', accountNumber, mostKopecks: most };
    }
  }
  return null;
}
