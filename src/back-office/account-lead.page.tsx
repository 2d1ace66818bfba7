import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import { holderOf } from './holder.ts';

/** Which account a page of the desk is about, with the way to it. */
export function AccountLead({ personalAccount }: { personalAccount: PersonalAccount }) {
  const { number, address } = personalAccount;
  return (
    <>
      <a href={href('staffAccount', { number })}>
        {formatAccountNumber(number)}, {holderOf(personalAccount)}
      </a>
      , {address}
    </>
  );
}
