import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import { holderOf } from './holder.ts';

type Known = { personalAccount: PersonalAccount };

/** The head of a page about one matter of an account: it leads back. */
export function AccountHeading({ title, personalAccount }: { title: string } & Known) {
  const { number, address } = personalAccount;
  return (
    <header class="shead">
      <div>
        <h1>
          {title} <span class="num">{formatAccountNumber(number)}</span>
        </h1>
        <p>
          <a href={href('staffAccount', { number })}>{holderOf(personalAccount)}</a>, {address}
        </p>
      </div>
    </header>
  );
}

/** Which account a page of the desk is about, with the way to it. */
export function AccountLead({ personalAccount }: Known) {
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
