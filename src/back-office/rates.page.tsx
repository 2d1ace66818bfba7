import type { RateRow } from '#src/billing/rate-rows-store.ts';
import type { RateKind, TypedRate } from '#src/billing/rate-rules.ts';
import { normText, rateKindText, rateOfText, tariffText } from '#src/billing/rates.ru.ts';
import { normUses, tariffCategories } from '#src/billing/rates.ts';
import { addDays, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { formatDateShort, formatVolumePlain } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag } from '#src/ui/tag.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { SelectField } from './entry-form.page.tsx';
import { rateSince, rateUnit } from './rate-facts.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type RatesProps = {
  context: PageContext;
  desk: Desk;
  rows: RateRow[];
  today: PlainDate;
  mayChange: boolean;
  values: TypedRate | null;
  errors: FieldError[];
  notice: string | null;
};

const kinds = ['tariff', 'norm', 'key_rate', 'coefficient'] as const satisfies readonly RateKind[];

/** Every number of the law and of the region, with the days on which it holds. */
export function RatesPage(props: RatesProps) {
  const { context, desk, rows, mayChange, errors, notice } = props;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Тарифы"
      section="rates"
      hasErrors={errors.length > 0}
      hasSide={mayChange}
    >
      <header class="shead">
        <div>
          <h1>Тарифы, нормативы, ставки</h1>
          <p>
            Прежние значения остаются: по ним уже начислено. Новое предлагает бухгалтер,
            подтверждает другой сотрудник.
          </p>
        </div>
      </header>
      <nav class="sjump" aria-label="На странице">
        {kinds.map((kind) => (
          <a key={kind} href={`#rate-${kind}`}>
            {rateKindText[kind]}
          </a>
        ))}
        {mayChange && <a href="#rate-form">Новое значение</a>}
      </nav>
      <ErrorSummary errors={errors} />
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notice}</p>
        </div>
      )}
      <div class="smain">
        {kinds.map((kind) => (
          <RatePanel
            key={kind}
            kind={kind}
            rows={rows.filter((row) => row.kind === kind)}
            today={props.today}
          />
        ))}
      </div>
      {mayChange && (
        <aside class="sside" aria-label="Новое значение">
          <RateForm {...props} />
        </aside>
      )}
    </StaffPage>
  );
}

function RatePanel({ kind, rows, today }: { kind: RateKind; rows: RateRow[]; today: PlainDate }) {
  return (
    <Panel id={`rate-${kind}`} title={rateKindText[kind]}>
      {rows.length === 0 ? (
        <p class="hint">Значений ещё нет: без них месяц не закрыть.</p>
      ) : (
        <StaffTable
          label={`${rateKindText[kind]}, новые сверху`}
          columns={[
            { label: 'Что', align: 'start' },
            { label: kind === 'coefficient' ? 'Месяц' : 'Действует', align: 'start' },
            { label: 'Значение' },
            { label: 'Единица', align: 'start' },
            { label: 'Документ', align: 'start' },
            { label: 'Состояние', align: 'start' },
          ]}
          rows={rows.map((row) => ({
            isMarked: isInForce(row, today),
            cells: [
              rateOfText(kind, row.of),
              daysOf(row),
              <b>{formatVolumePlain(row.value, kind === 'coefficient' ? 2 : undefined)}</b>,
              rateUnit(kind, row.of),
              row.source || null,
              <State row={row} today={today} />,
            ],
          }))}
        />
      )}
    </Panel>
  );
}

/** «с 01.01.2026», «01.07.2025 – 31.12.2025», «январь 2026» */
function daysOf({ kind, validFrom, validTo }: RateRow): string {
  if (kind === 'coefficient') return rateSince(kind, validFrom);
  const since = formatDateShort(validFrom);
  return validTo ? `${since} – ${formatDateShort(addDays(validTo, -1))}` : `с ${since}`;
}

function isInForce({ kind, validFrom, validTo }: RateRow, today: PlainDate): boolean {
  if (kind === 'coefficient') return validFrom.slice(0, 7) === today.slice(0, 7);
  return validFrom <= today && (validTo === null || today < validTo);
}

function State({ row, today }: { row: RateRow; today: PlainDate }) {
  const isNow = isInForce(row, today);
  return (
    <>
      {isNow && <Tag color="success">действует</Tag>}
      {row.validFrom > today && <Tag color="info">впереди</Tag>}
      {row.isExample && <Tag color="warning">пример</Tag>}
    </>
  );
}

function RateForm({ rows, values, errors }: RatesProps) {
  const field = (name: keyof TypedRate) => ({
    name,
    value: values?.[name],
    error: errorOf(errors, name),
  });
  const zones = [...new Set(rows.filter(({ kind }) => kind === 'coefficient').map(({ of }) => of))];
  return (
    <Panel id="rate-form" title="Новое значение">
      <form class="sform" action={href('staffRateCheck')} method="get" noValidate>
        <div class="is-whole">
          <SelectField
            {...field('subject')}
            label="Что меняется"
            choices={[
              ['', 'Выберите'],
              ...tariffCategories.map(
                (one) => [`tariff:${one}`, `Цена: ${tariffText(one)}`] as const,
              ),
              ...normUses.map((one) => [`norm:${one}`, `Норматив: ${normText(one)}`] as const),
              ...zones.map((zone) => [`coefficient:${zone}`, `Коэффициент: зона ${zone}`] as const),
              ['key_rate', 'Ключевая ставка'],
            ]}
          />
        </div>
        <TextField {...field('from')} label="Действует с" autoComplete="off" />
        <TextField {...field('value')} label="Значение" inputMode="decimal" autoComplete="off" />
        <div class="is-whole">
          <TextField {...field('source')} label="Документ" autoComplete="off" />
        </div>
        <p class="hint">Приказ или решение, где оно названо. Коэффициент: с первого числа.</p>
        <Button>Проверить значение</Button>
      </form>
    </Panel>
  );
}
