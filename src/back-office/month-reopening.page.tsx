import type { PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatMonth } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { ReasonField } from './decision-form.page.tsx';

type ReopeningProps = {
  context: PageContext;
  desk: Desk;
  /** Null: no month is closed. */
  month: PlainMonth | null;
  reason: string;
  errors: FieldError[];
};

export function MonthReopeningPage({ context, desk, month, reason, errors }: ReopeningProps) {
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Открыть месяц заново"
      section="months"
      hasErrors={errors.length > 0}
    >
      <ErrorSummary errors={errors} />
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">Открыть месяц заново{month && `: ${formatMonth(month)}`}</h1>
        {month === null ? (
          <p>Закрытых месяцев нет: открывать нечего.</p>
        ) : (
          <>
            <p>
              Каждая запись закрытия получит обратную, сальдо вернутся к началу месяца. Закрыть его
              придётся снова, и квитанции за него станут другими.
            </p>
            <p>Откроется, когда предложение подтвердит второй сотрудник.</p>
            <Form action={href('staffMonthReopening')} context={context}>
              <ReasonField
                label="Почему"
                hint="Останется в журнале, например: не загружены показания обхода"
                value={reason}
                error={errorOf(errors, 'reason')}
              />
              <div class="actions">
                <Button>Предложить</Button>
                <LinkButton href={href('staffMonths')} variant="secondary">
                  Не открывать
                </LinkButton>
              </div>
            </Form>
          </>
        )}
      </section>
    </StaffPage>
  );
}
