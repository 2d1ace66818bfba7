import type { StaffRole } from '#src/actor.ts';

export const staffRoles = [
  'operator',
  'accountant',
  'administrator',
  'auditor',
] as const satisfies readonly StaffRole[];

/**
 * Who may do what: the whole of it, as data. An address of the desk names one permission; nothing
 * else asks for a role.
 */
export const permissions = {
  /** Search, and the page of an account. Every look is recorded. */
  see_accounts: ['operator', 'accountant', 'administrator', 'auditor'],
  /** The whole phone and e-mail of a person. */
  see_contacts: ['operator', 'administrator'],
  enter_readings: ['operator', 'administrator'],
  /** Events and privileges of an account: what its charges follow from. */
  record_events: ['operator', 'accountant', 'administrator'],
  /** To propose a sum put right by hand. */
  correct_ledger: ['accountant'],
  /** To propose that a payment of a gateway be given back. */
  refund_payments: ['accountant'],
  see_months: ['accountant', 'administrator', 'auditor'],
  /** To close a month, and to propose that the last one be opened again. */
  close_months: ['accountant'],
  /** Registries of banks, money whose owner is not known, books that differ. */
  see_bank_money: ['accountant', 'administrator', 'auditor'],
  decide_bank_money: ['accountant'],
  /** Tariffs, norms, coefficients, key rates. */
  see_rates: ['accountant', 'administrator', 'auditor'],
  change_rates: ['accountant'],
  see_requests: ['operator', 'administrator', 'auditor'],
  decide_requests: ['operator', 'administrator'],
  see_approvals: ['operator', 'accountant', 'administrator', 'auditor'],
  /** To ask that something be done which takes two. */
  propose_changes: ['operator', 'accountant', 'administrator'],
  /** To be the second person. Never for what one has asked for oneself. */
  approve_changes: ['accountant', 'administrator'],
  see_audit: ['administrator', 'auditor'],
  manage_staff: ['administrator'],
  /** Own password, own second factors. */
  manage_own_sign_in: ['operator', 'accountant', 'administrator', 'auditor'],
} as const satisfies Record<string, readonly StaffRole[]>;

export type Permission = keyof typeof permissions;

export const may = (role: StaffRole, permission: Permission): boolean =>
  (permissions[permission] as readonly StaffRole[]).includes(role);
