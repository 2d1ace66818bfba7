import type { Registry } from '#src/banks/registries-store.ts';
import type { FateTotals, RegistryView, RowFate } from '#src/banks/registry-view.ts';
import { href } from '#src/routes.ts';
import { formatDateShort, formatDateTime, formatKopecksPlain } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { RadioChoice } from '#src/ui/radio-group.tsx';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { bankText, registryFacts, registryStateText, rowFateText } from './banks.ru.ts';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type RegistryProps = {
  context: PageContext;
  desk: Desk;
  registry: Registry;
  view: RegistryView;
  /** Doubtful lines are cut at this many, and say so. */
  limit: number;
  mayDecide: boolean;
  values: DecisionValues;
  errors: FieldError[];
};

/** What may be done with a registry as it is now. */
export function registryChoices({ state }: Registry): RadioChoice[] {
  if (state === 'loaded') {
    return [
      { value: 'post', label: 'Провести', hint: 'После подтверждения второго сотрудника' },
      { value: 'drop', label: 'Отбросить', hint: 'Файл загрузили по ошибке, ничего не зачислено' },
    ];
  }
  if (state !== 'posted') return [];
  return [
    {
      value: 'storno',
      label: 'Сторнировать',
      hint: 'Обратными записями, после подтверждения второго сотрудника',
    },
  ];
}

export function RegistryPage(props: RegistryProps) {
  const { context, registry, view, mayDecide } = props;
  const choices = registryChoices(registry);
  return (
    <DecisionPage
      {...props}
      section="banks"
      title={`Реестр ${registry.registryId}`}
      lead={`${registryStateText[registry.state]}, загружен ${formatDateTime(registry.loadedAt, context.supplier.timeZone)}`}
      facts={registryFacts(registry)}
      words=""
      beside={
        <>
          <Totals totals={view.totals} />
          <Doubtful {...props} />
        </>
      }
      decided={null}
      cannot={cannotText(mayDecide, choices.length > 0)}
      action={href('staffRegistry', { registryId: registry.registryId })}
      backHref={href('staffBanks')}
      reasonHint="Это увидит второй сотрудник, и останется в журнале"
      choices={choices}
    />
  );
}

function cannotText(mayDecide: boolean, hasChoices: boolean): string | null {
  if (!mayDecide) return bankText.onlyAccountant;
  return hasChoices ? null : 'Сейчас с этим реестром делать нечего.';
}

function Totals({ totals }: { totals: FateTotals }) {
  const fates = (Object.keys(totals) as RowFate[]).filter((fate) => totals[fate].rows > 0);
  return (
    <Panel id="r-totals" title="Что с платежами">
      <StaffTable
        label="Платежи реестра по тому, что с ними"
        columns={[
          { label: 'Что с ними', align: 'start' },
          { label: 'Платежей' },
          { label: 'Сумма, ₽' },
        ]}
        rows={fates.map((fate) => ({
          cells: [
            rowFateText[fate],
            totals[fate].rows.toLocaleString('ru-RU'),
            formatKopecksPlain(totals[fate].kopecks),
          ],
        }))}
      />
    </Panel>
  );
}

function Doubtful({ view: { doubtful }, limit }: RegistryProps) {
  if (doubtful.length === 0) return null;
  return (
    <Panel id="r-doubtful" title="Требуют внимания">
      <StaffTable
        label="Строки, которые не зачислить сами"
        columns={[
          { label: 'Что с ней', align: 'start' },
          { label: 'Плательщик назвал', align: 'start' },
          { label: 'Сумма, ₽' },
          { label: 'У нас, ₽' },
          { label: 'Операция', align: 'start' },
        ]}
        rows={doubtful.map((row) => ({
          cells: [
            rowFateText[row.fate],
            row.payerReference,
            formatKopecksPlain(row.amountKopecks),
            row.ourKopecks === null ? null : formatKopecksPlain(row.ourKopecks),
            <>
              {row.agentTxnId}
              <span class="sub">
                {formatDateShort(row.paidOn)}, строка {row.rowNumber}
              </span>
            </>,
          ],
        }))}
      />
      {doubtful.length === limit && <p class="hint">Показаны первые {limit}.</p>}
    </Panel>
  );
}
