import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';

/** In whose name the account is, in full. */
export const holderOf = (known: PersonalAccount): string =>
  [known.holderLastName, known.holderFirstName, known.holderMiddleName].filter(Boolean).join(' ');
