import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { formatMonth } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { BillOutcome } from './make-bill.ts';
import { waitingNote } from './waiting-months.ru.ts';

type NoBillProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  month: PlainMonth;
  today: PlainDate;
  code: Extract<BillOutcome, { ok: false }>['code'];
};

/** In the place of a paper that is not there: what is true instead. */
export function NoBillPage({ context, personalAccount, month, today, code }: NoBillProps) {
  const { number } = personalAccount;
  const title = `Квитанция за ${formatMonth(month)}`;
  return (
    <Page context={context} title={title} section="charges">
      <PageHead title={title} />
      <Card title="Этой квитанции нет" headingId="none">
        <p>{reasonOf({ context, personalAccount, month, today, code })}</p>
        <p>
          <a href={href('charges', { number })}>История начислений</a>
        </p>
      </Card>
    </Page>
  );
}

function reasonOf({ context, personalAccount, month, today, code }: NoBillProps): string {
  const { supplier } = context;
  const { closedOn, visibleUntil } = personalAccount;
  if (code === 'month_imported') {
    return 'Этот месяц считала прежняя система. Её суммы есть в истории начислений, а квитанцию выдаст наш офис.';
  }
  if (code === 'of_other_holder') {
    return 'Этот месяц относится к прежнему владельцу счёта: его начисления и квитанцию видит только он.';
  }
  const current = firstDayOfMonth(today);
  if (month > current) return 'Этот месяц ещё не начался.';
  if (closedOn !== null && month > closedOn) return 'В этом месяце счёт был уже закрыт.';
  const isRecent = month === current || month === addMonths(current, -1);
  if (isRecent && visibleUntil === null) {
    return `За ${formatMonth(month)} ${waitingNote(month, today, supplier)}.`;
  }
  return 'За этот месяц нет начислений, которые вам видны.';
}

const noArchiveText = {
  too_many: 'За раз можно скачать не больше 36 квитанций. Отметьте меньше месяцев.',
  none_found: 'За эти месяцы квитанций нет.',
};

export function NoArchivePage(props: {
  context: PageContext;
  number: string;
  code: keyof typeof noArchiveText;
}) {
  const { context, number, code } = props;
  return (
    <Page context={context} title="Несколько квитанций" section="charges">
      <PageHead title="Несколько квитанций" />
      <Card title="Архива нет" headingId="none">
        <p>{noArchiveText[code]}</p>
        <p>
          <a href={`${href('charges', { number })}#several`}>История начислений</a>
        </p>
      </Card>
    </Page>
  );
}
