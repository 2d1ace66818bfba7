import type { AuditRecord } from '#src/audit/list-entries.ts';
import { knownActions, staffActionText } from '#src/cabinet/staff-actions.ru.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { formatDateTimeShort } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { whoText } from './audit.ru.ts';
import { SelectField } from './entry-form.page.tsx';
import { Panel, StaffTable } from './staff-parts.page.tsx';

export type AuditValues = {
  number: string;
  staff: string;
  action: string;
  from: string;
  to: string;
};

type AuditProps = {
  context: PageContext;
  desk: Desk;
  values: AuditValues;
  errors: FieldError[];
  entries: AuditRecord[];
  /** What the next page begins before; null: this is the last. */
  next: number | null;
  staff: { staffMemberId: number; name: string }[];
};

/** Who did and saw what: nothing of it can be changed. */
export function AuditPage(props: AuditProps) {
  const { context, desk, errors, entries, next, values } = props;
  const { timeZone } = context.supplier;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Журнал"
      section="audit"
      hasErrors={errors.length > 0}
    >
      <header class="shead">
        <div>
          <h1>Журнал</h1>
          <p>Кто что сделал и что смотрел. Изменить или стереть записи нельзя.</p>
        </div>
      </header>
      <ErrorSummary errors={errors} />
      <Filter {...props} />
      <Panel
        id="entries"
        title="Записи, новые сверху"
        links={<a href={`${href('staffAuditCsv')}${queryOf(values)}`}>CSV</a>}
      >
        {entries.length === 0 ? (
          <p class="hint">Ничего такого не записано.</p>
        ) : (
          <StaffTable
            label="Журнал"
            columns={[
              { label: 'Когда', align: 'start' },
              { label: 'Кто', align: 'start' },
              { label: 'Что', align: 'start' },
              { label: 'Счёт', align: 'start' },
              { label: 'Почему', align: 'start' },
            ]}
            rows={entries.map((entry) => ({
              cells: [
                formatDateTimeShort(entry.happenedAt, timeZone),
                whoText(entry),
                <>
                  {staffActionText(entry.action)}
                  {entry.subject && <span class="sub code">{entry.subject}</span>}
                </>,
                entry.number && (
                  <a class="num" href={href('staffAccount', { number: entry.number })}>
                    {entry.number}
                  </a>
                ),
                entry.reason || null,
              ],
            }))}
          />
        )}
        {next !== null && (
          <p>
            <a href={`${href('staffAudit')}${queryOf(values, next)}`}>Показать более ранние</a>
          </p>
        )}
      </Panel>
    </StaffPage>
  );
}

function queryOf(values: AuditValues, before?: number): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
  if (before !== undefined) query.set('before', String(before));
  return query.size > 0 ? `?${query}` : '';
}

function Filter({ values, errors, staff }: AuditProps) {
  const field = (name: 'number' | 'from' | 'to') => ({
    name,
    value: values[name],
    error: errorOf(errors, name),
    autoComplete: 'off',
  });
  return (
    <section class="spanel" aria-label="Отбор записей">
      <form class="sform" action={href('staffAudit')} method="get" noValidate>
        <TextField {...field('number')} label="Лицевой счёт" />
        <SelectField
          name="staff"
          label="Сотрудник"
          value={values.staff}
          choices={[
            ['', 'все'],
            ...staff.map(({ staffMemberId, name }) => [String(staffMemberId), name] as const),
          ]}
        />
        <SelectField
          name="action"
          label="Действие"
          value={values.action}
          choices={[
            ['', 'любое'],
            ...knownActions.map(({ action, text }) => [action, text] as const),
          ]}
        />
        <TextField {...field('from')} label="С какого дня" />
        <TextField {...field('to')} label="По какой день" />
        <Button variant="secondary">Показать</Button>
      </form>
    </section>
  );
}
