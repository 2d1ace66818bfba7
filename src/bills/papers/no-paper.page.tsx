import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { formatDateWithYear, formatMoney, formatMonth } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { PaperKind } from './paper-data.ts';
import type { Owed, PaperRefusal } from './paper-wish.ts';
import { paperName } from './paper-words.ru.ts';

type NoPaperProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  kind: PaperKind;
  refusal: PaperRefusal;
};

/** In the place of a paper that is not given out: why, and what to do about it. */
export function NoPaperPage({ context, personalAccount, kind, refusal }: NoPaperProps) {
  const { number } = personalAccount;
  const title = paperName[kind];
  return (
    <Page context={context} title={title} section="charges">
      <PageHead title={title} />
      <Card title={headingOf(refusal)} headingId="none">
        <p>{reasonText(refusal)}</p>
        {refusal.code === 'has_debt' && (
          <p>
            <LinkButton href={href('payment', { number })}>Оплатить</LinkButton>
          </p>
        )}
        <p>
          <a href={href('papers', { number })}>Справки и документы</a>
        </p>
      </Card>
    </Page>
  );
}

const headingOf = ({ code }: PaperRefusal): string =>
  code === 'has_debt' ? 'Справку выдать нельзя: есть долг' : 'Этого документа нет';

/** One or two sentences: also on the page of papers, before anything is asked for. */
export function reasonText(refusal: PaperRefusal): string {
  switch (refusal.code) {
    case 'has_debt':
      return debtText(refusal);
    case 'not_current_holder':
      return 'Счёт переоформлен на другого человека. Справку за время до переоформления выдаст наш офис.';
    case 'period_backwards':
      return 'Первый месяц периода позже последнего. Поменяйте их местами.';
    case 'period_empty':
      return periodText(refusal);
    case 'months_disagree':
      return `Остатки до ${formatMonth(refusal.since)} достались от прежней системы и не сходятся по месяцам. Выберите период с ${formatDateWithYear(refusal.since)} или позже, а более ранний акт составит наш офис.`;
    case 'reading_unknown':
      return 'Показания с таким номером на этом счёте нет.';
    case 'payment_unknown':
      return 'Такого платежа на этом счёте нет, или его потом отменили.';
    case 'month_not_charged':
      return 'Этот месяц ещё не закрыт, или начислений за него нет. Документ появится вместе с квитанцией.';
    case 'month_imported':
      return 'Этот месяц считала прежняя система, строк расчёта она не передала. Суммы есть в истории начислений.';
    case 'of_other_holder':
      return 'В этом месяце счёт был записан на другого человека.';
  }
}

function debtText({ principalKopecks, penaltyKopecks, grownKopecks, dueOn }: Owed): string {
  const parts = [
    principalKopecks > 0 && `за газ ${formatMoney(principalKopecks)}`,
    penaltyKopecks > 0 && `пени ${formatMoney(penaltyKopecks)}`,
  ].filter(Boolean);
  const due =
    dueOn === null || principalKopecks <= 0 ? '' : ` Срок оплаты: ${formatDateWithYear(dueOn)}.`;
  const billed = parts.length > 0 ? `К оплате ${parts.join(' и ')}.${due} ` : '';
  // What was paid early of them stands against them.
  const grown = grownKopecks + Math.min(0, penaltyKopecks);
  const unbilled =
    grown > 0 ? `Пени за просрочку, которые войдут в следующий счёт: ${formatMoney(grown)}. ` : '';
  const then = billed ? 'как только платёж поступит на счёт' : 'когда вы их оплатите';
  return `${billed}${unbilled}Справка станет доступна, ${then}.`;
}

function periodText({ first, last }: { first: PlainMonth | null; last: PlainMonth | null }) {
  if (!first || !last) return 'Закрытых месяцев, по которым можно составить акт, пока нет.';
  const lastDay = addDays(addMonths(last, 1), -1);
  return `Акт можно составить за время с ${formatDateWithYear(first)} по ${formatDateWithYear(lastDay)}: это закрытые месяцы, которые вам видны.`;
}
