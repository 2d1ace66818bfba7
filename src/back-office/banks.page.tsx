import { differenceSubject, differenceText } from '#src/banks/banks-cli.ru.ts';
import type { Comparison } from '#src/banks/comparisons-store.ts';
import type { Difference } from '#src/banks/differences-store.ts';
import type { Registry } from '#src/banks/registries-store.ts';
import type { Statement } from '#src/banks/statements-store.ts';
import type { Unidentified } from '#src/banks/unidentified-store.ts';
import type { RefusedReceipt } from '#src/payments/refused-receipts.ts';
import { href } from '#src/routes.ts';
import { LinkButton } from '#src/ui/button.tsx';
import { formatDateShort, formatDateTimeShort, formatKopecksPlain } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag, type TagColor } from '#src/ui/tag.tsx';
import { bankText, registryDays, registryStateText, unidentifiedText } from './banks.ru.ts';
import { Comparisons, RefusedReceipts } from './gateway-books.page.tsx';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type BanksProps = {
  context: PageContext;
  desk: Desk;
  registries: Registry[];
  statements: Statement[];
  unidentified: Unidentified[];
  differences: Difference[];
  receipts: RefusedReceipt[];
  comparisons: Comparison[];
  /** The lists are cut at this many, and say so. */
  limit: number;
  mayLoad: boolean;
  notice: string | null;
};

export function BanksPage(props: BanksProps) {
  const { context, desk, notice, limit, unidentified, differences, receipts } = props;
  return (
    <StaffPage context={context} desk={desk} title="Банки" section="banks">
      <header class="shead">
        <div>
          <h1>Банки</h1>
          <p>{bankText.lead}</p>
        </div>
        {props.mayLoad && (
          <LinkButton href={href('staffBankFiles')} variant="secondary">
            Загрузить файл
          </LinkButton>
        )}
      </header>
      <nav class="sjump" aria-label="На странице">
        <a href="#b-money">Невыясненные ({countOf(unidentified, limit)})</a>
        <a href="#b-differences">Расхождения ({countOf(differences, limit)})</a>
        <a href="#b-receipts">Чеки ({countOf(receipts, limit)})</a>
        <a href="#b-gateways">Шлюзы</a>
        <a href="#b-registries">Реестры</a>
        <a href="#b-statements">Выписки</a>
      </nav>
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notice}</p>
        </div>
      )}
      <Money {...props} />
      <Differences {...props} />
      <RefusedReceipts {...props} />
      <Comparisons {...props} />
      <Registries {...props} />
      <Statements {...props} />
    </StaffPage>
  );
}

const countOf = (list: readonly unknown[], limit: number): string =>
  list.length < limit ? String(list.length) : `первые ${limit}`;

function Money({ unidentified }: BanksProps) {
  return (
    <Panel id="b-money" title="Невыясненные">
      {unidentified.length === 0 ? (
        <p class="hint">Все деньги нашли своих хозяев.</p>
      ) : (
        <StaffTable
          label="Невыясненные суммы, старые сверху"
          columns={[
            { label: 'Плательщик назвал', align: 'start' },
            { label: 'Почему не зачислено', align: 'start' },
            { label: 'Сумма, ₽' },
            { label: 'Заплачено', align: 'start' },
            { label: 'Банк', align: 'start' },
          ]}
          rows={unidentified.map((one) => ({
            cells: [
              <a href={href('staffUnidentified', { moneyId: one.paymentId })}>
                {one.payerReference}
              </a>,
              unidentifiedText(one.reason),
              <b>{formatKopecksPlain(one.amountKopecks)}</b>,
              formatDateShort(one.paidOn),
              one.agentName,
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function Differences({ differences }: BanksProps) {
  return (
    <Panel id="b-differences" title="Расхождения">
      {differences.length === 0 ? (
        <p class="hint">Книги сошлись.</p>
      ) : (
        <StaffTable
          label="Расхождения, старые сверху"
          columns={[
            { label: 'Что расходится', align: 'start' },
            { label: 'День', align: 'start' },
            { label: 'Операция или файл', align: 'start' },
            { label: 'У нас, ₽' },
            { label: 'У них, ₽' },
          ]}
          rows={differences.map((one) => ({
            cells: [
              <a href={href('staffDifference', { differenceId: one.differenceId })}>
                {differenceText(one.kind)}
              </a>,
              formatDateShort(one.day),
              differenceSubject(one),
              sumOf(one.ourKopecks),
              sumOf(one.theirKopecks),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

const sumOf = (kopecks: number | null) => (kopecks === null ? null : formatKopecksPlain(kopecks));

const stateColor = {
  loaded: 'warning',
  approved: 'info',
  posted: 'success',
  stornoing: 'info',
  stornoed: 'neutral',
  dropped: 'neutral',
} as const satisfies Record<Registry['state'], TagColor>;

function Registries({ registries, context }: BanksProps) {
  return (
    <Panel id="b-registries" title="Реестры">
      {registries.length === 0 ? (
        <p class="hint">Ещё ни одного.</p>
      ) : (
        <StaffTable
          label="Реестры, новые сверху"
          columns={[
            { label: 'Файл', align: 'start' },
            { label: 'Банк', align: 'start' },
            { label: 'Дни платежей', align: 'start' },
            { label: 'Платежей' },
            { label: 'Сумма, ₽' },
            { label: 'Загружен', align: 'start' },
            { label: 'Состояние', align: 'start' },
          ]}
          rows={registries.map((one) => ({
            cells: [
              <a href={href('staffRegistry', { registryId: one.registryId })}>{one.fileName}</a>,
              one.agentName,
              registryDays(one),
              one.rowsCount.toLocaleString('ru-RU'),
              <b>{formatKopecksPlain(one.totalKopecks)}</b>,
              formatDateTimeShort(one.loadedAt, context.supplier.timeZone),
              <Tag color={stateColor[one.state]}>{registryStateText[one.state]}</Tag>,
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function Statements({ statements, context }: BanksProps) {
  return (
    <Panel id="b-statements" title="Выписки">
      {statements.length === 0 ? (
        <p class="hint">Ещё ни одной.</p>
      ) : (
        <StaffTable
          label="Выписки, новые сверху"
          columns={[
            { label: 'Файл', align: 'start' },
            { label: 'Дни', align: 'start' },
            { label: 'Новых поступлений' },
            { label: 'Сумма, ₽' },
            { label: 'Сошлось с реестрами' },
            { label: 'Загружена', align: 'start' },
          ]}
          rows={statements.map((one) => ({
            cells: [
              one.fileName,
              registryDays(one),
              one.count.toLocaleString('ru-RU'),
              formatKopecksPlain(one.totalKopecks),
              one.matchedCount.toLocaleString('ru-RU'),
              formatDateTimeShort(one.loadedAt, context.supplier.timeZone),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
