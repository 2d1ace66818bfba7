import type { FastifyBaseLogger } from 'fastify';
import { registerBackOffice } from '#src/back-office/back-office-feature.ts';
import { registerBanks } from '#src/banks/banks-feature.ts';
import { bankTasks } from '#src/banks/jobs.ts';
import { reconcileGatewaysRegularly, reconcileRegularly } from '#src/banks/reconcile-regularly.ts';
import { registerBilling } from '#src/billing/billing-feature.ts';
import type { CloseDeps } from '#src/billing/close-month.ts';
import { billingTasks, closeMonthsRegularly } from '#src/billing/jobs.ts';
import { billsLetters } from '#src/bills/bills.letters.ts';
import { registerBills } from '#src/bills/bills-feature.ts';
import { billTasks, sendBillLettersRegularly } from '#src/bills/jobs.ts';
import { registerApi } from '#src/cabinet/api.ts';
import { cabinetLetters } from '#src/cabinet/cabinet.letters.ts';
import { registerCabinet } from '#src/cabinet/cabinet-feature.ts';
import { cabinetTasks, removeExportsRegularly } from '#src/cabinet/data-exports.ts';
import type { Config } from '#src/config.ts';
import type { Feature } from '#src/http/app.ts';
import { identityLetters } from '#src/identity/identity.letters.ts';
import { registerIdentity } from '#src/identity/identity-feature.ts';
import { identityTasks } from '#src/identity/identity-tasks.ts';
import { removeExpiredRegularly } from '#src/identity/remove-expired.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import type { Tasks } from '#src/jobs/task.ts';
import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { metersLetters } from '#src/meters/meters.letters.ts';
import { autopayLetters } from '#src/payments/autopay/autopay.letters.ts';
import {
  askForReceiptsRegularly,
  askGatewaysRegularly,
  askRefundsRegularly,
  chargeAutopayRegularly,
} from '#src/payments/jobs.ts';
import { paymentsLetters } from '#src/payments/payments.letters.ts';
import { registerPayments } from '#src/payments/payments-feature.ts';
import { registerPersonalAccounts } from '#src/personal-accounts/personal-accounts.controller.ts';
import { personalAccountLetters } from '#src/personal-accounts/personal-accounts.letters.ts';
import { staffLetters } from '#src/staff/staff.letters.ts';
import { registerStaff, removeStaffSessionsRegularly } from '#src/staff/staff-feature.ts';

/** The rooms of the house, in the order of their imports. Identity comes first: it says who asks. */
export const features: Feature[] = [
  registerIdentity,
  registerStaff,
  registerPersonalAccounts,
  registerBilling,
  registerBills,
  registerPayments,
  registerBanks,
  registerCabinet,
  registerApi,
  registerBackOffice,
];

export const letterRenderers: LetterRenderers = {
  ...identityLetters,
  ...staffLetters,
  ...personalAccountLetters,
  ...metersLetters,
  ...billsLetters,
  ...cabinetLetters,
  ...paymentsLetters,
  ...autopayLetters,
};

/** What the background work of the rooms needs. */
type WorkDeps = CloseDeps & { config: Config; isDemo: boolean; log: FastifyBaseLogger };

/** Jobs of the rooms, beside their letters. */
export const featureTasks = (deps: WorkDeps): Tasks => ({
  ...identityTasks(deps),
  ...billingTasks(deps),
  ...billTasks(deps),
  ...cabinetTasks(deps),
  ...bankTasks(deps),
});

/** What the worker looks after by itself. */
export const recurringWork = (deps: WorkDeps): Recurring[] => [
  closeMonthsRegularly(deps),
  askGatewaysRegularly(deps),
  askForReceiptsRegularly(deps),
  askRefundsRegularly(deps),
  chargeAutopayRegularly(deps),
  sendBillLettersRegularly(deps),
  reconcileRegularly(deps),
  reconcileGatewaysRegularly(deps),
  removeExpiredRegularly(deps),
  removeStaffSessionsRegularly(deps),
  removeExportsRegularly(deps),
];
