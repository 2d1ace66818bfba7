import type { ListedMonth } from '#src/billing/list-account-months.ts';
import { hasBill } from '#src/bills/list-bills.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { Details } from '#src/ui/details.tsx';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatMonth } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';

type SeveralProps = {
  context: PageContext;
  number: string;
  year: number;
  months: readonly ListedMonth[];
  holderSince: PlainDate;
  /** Sent with nothing ticked. */
  isNoneChosen: boolean;
};

type Offered = Pick<SeveralProps, 'months' | 'holderSince'>;

const offeredOf = ({ months, holderSince }: Offered) =>
  months.filter((known) => hasBill(known, holderSince));

/** One bill is downloaded by its own link. */
export const offersSeveral = (props: Offered): boolean => offeredOf(props).length > 1;

/** At the first of the boxes: a group has no field of its own to lead to. */
export function noneChosenErrors(props: Offered): FieldError[] {
  const [first] = offeredOf(props);
  return first ? [{ field: idOf(first.month), message: 'Отметьте хотя бы один месяц' }] : [];
}

const idOf = (month: PlainMonth): string => `month-${month.slice(0, 7)}`;

/** Papers of the year that is shown, in one archive: a form of checkboxes, without scripts. */
export function SeveralBills(props: SeveralProps) {
  const { context, number, year, isNoneChosen } = props;
  const offered = offeredOf(props);
  const errors = isNoneChosen ? noneChosenErrors(props) : [];
  if (!offersSeveral(props)) return null;
  return (
    <section id="several">
      <Details summary={`Скачать несколько квитанций за ${year} год`} isOpen={isNoneChosen}>
        <Form action={href('billArchive', { number })} method="get" context={context}>
          <input type="hidden" name="year" value={year} />
          <fieldset class="ds-fieldset months">
            <legend class="ds-label">За какие месяцы</legend>
            {offered.map(({ month }) => (
              <CheckboxField
                key={month}
                name="month"
                id={idOf(month)}
                value={month.slice(0, 7)}
                label={formatMonth(month)}
                isChecked={!isNoneChosen}
                error={errorOf(errors, idOf(month))}
              />
            ))}
          </fieldset>
          <Button variant="secondary">Скачать архив (ZIP)</Button>
        </Form>
      </Details>
    </section>
  );
}
