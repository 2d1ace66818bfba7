import type { ListedMonth } from '#src/billing/list-account-months.ts';
import { hasBill } from '#src/bills/list-bills.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { Details } from '#src/ui/details.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatMonth } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';

type SeveralProps = {
  context: PageContext;
  number: string;
  year: number;
  months: readonly ListedMonth[];
  holderSince: PlainDate;
};

/** Papers of the year that is shown, in one archive: a form of checkboxes, without scripts. */
export function SeveralBills({ context, number, year, months, holderSince }: SeveralProps) {
  const offered = months.filter((known) => hasBill(known, holderSince));
  if (offered.length < 2) return null;
  return (
    <section id="several">
      <Details summary={`Скачать несколько квитанций за ${year} год`}>
        <Form action={href('billArchive', { number })} method="get" context={context}>
          <fieldset class="ds-fieldset months">
            <legend class="ds-label">За какие месяцы</legend>
            {offered.map(({ month }) => (
              <CheckboxField
                key={month}
                name="month"
                id={`month-${month.slice(0, 7)}`}
                value={month.slice(0, 7)}
                label={formatMonth(month)}
                isChecked
              />
            ))}
          </fieldset>
          <Button variant="secondary">Скачать архив (ZIP)</Button>
        </Form>
      </Details>
    </section>
  );
}
