import type { AutopaySchema } from './schema/autopay.ts';
import type { BanksSchema } from './schema/banks.ts';
import type { BillingSchema } from './schema/billing.ts';
import type { BillsSchema } from './schema/bills.ts';
import type { ExchangeSchema } from './schema/exchange.ts';
import type { IdentitySchema } from './schema/identity.ts';
import type { MetersSchema } from './schema/meters.ts';
import type { PapersSchema } from './schema/papers.ts';
import type { PaymentsSchema } from './schema/payments.ts';
import type { PersonalAccountsSchema } from './schema/personal-accounts.ts';
import type { SecondFactorsSchema } from './schema/second-factors.ts';
import type { SharedSchema } from './schema/shared.ts';
import type { StaffSchema } from './schema/staff.ts';

/** Every table of db/migrations, by the room that owns it. */
export type Schema = SharedSchema &
  IdentitySchema &
  SecondFactorsSchema &
  PersonalAccountsSchema &
  MetersSchema &
  BillingSchema &
  BillsSchema &
  PapersSchema &
  PaymentsSchema &
  AutopaySchema &
  BanksSchema &
  ExchangeSchema &
  StaffSchema;
