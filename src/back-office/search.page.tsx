import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatAccountNumber, formatDateTimeShort } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag } from '#src/ui/tag.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import type { SearchResult } from './search-accounts.ts';
import type { FoundAccount } from './search-store.ts';
import { StaffTable } from './staff-parts.page.tsx';

export type SearchProps = {
  context: PageContext;
  desk: Desk;
  query: string;
  /** null: nothing was looked for yet. */
  result: SearchResult | null;
  errors: FieldError[];
  recent: { number: string; holder: string; address: string; lookedAt: Date }[];
};

export const searchErrorText = {
  nothing_to_look_for: 'Напишите хотя бы две буквы или цифры: номер счёта, фамилию, улицу и дом',
  too_broad: 'Под эти слова подходит слишком много счетов. Добавьте дом, квартиру или имя',
} as const;

export function SearchPage(props: SearchProps) {
  const { context, desk, query, result, errors, recent } = props;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Поиск счетов"
      section="accounts"
      hasErrors={errors.length > 0}
    >
      <ErrorSummary errors={errors} />
      <section class="spanel" aria-labelledby="h">
        <h1 id="h">Поиск счетов</h1>
        <Form action={href('staff')} context={context} layout="inline">
          <TextField
            name="query"
            label="Что известно"
            hint="Номер счёта или ЕЛС, фамилия, адрес, номер счётчика, телефон или почта. Опечатки не мешают"
            value={query}
            error={errorOf(errors, 'query')}
            autoComplete="off"
            spellCheck={false}
            size={44}
          />
          <Button>Найти</Button>
        </Form>
      </section>
      {result && <Found result={result} />}
      {!result && recent.length > 0 && <Recent context={context} recent={recent} />}
    </StaffPage>
  );
}

function Found({ result }: { result: SearchResult }) {
  const { accounts, isGuess, hasMore } = result;
  if (accounts.length === 0) {
    return (
      <section class="spanel" aria-labelledby="found">
        <h2 id="found">Ничего не нашли</h2>
        <p>Проверьте, нет ли лишних слов, или ищите по одному: только номер, только улица и дом.</p>
      </section>
    );
  }
  return (
    <section class="spanel" aria-labelledby="found">
      <h2 id="found">{isGuess ? 'Точно такого нет. Похожие счета' : 'Нашли'}</h2>
      {hasMore && (
        <p class="hint">Показаны первые {accounts.length}, есть ещё. Уточните, чтобы сузить.</p>
      )}
      <StaffTable
        label="Найденные счета"
        columns={[
          { label: 'Счёт', align: 'start' },
          { label: 'На кого записан', align: 'start' },
          { label: 'Адрес', align: 'start' },
          { label: 'Счётчик', align: 'start' },
        ]}
        rows={accounts.map((found) => ({ cells: cellsOf(found) }))}
      />
    </section>
  );
}

const cellsOf = ({ number, unifiedNumber, holder, address, ...found }: FoundAccount) => [
  <>
    <a class="num" href={href('staffAccount', { number })}>
      {formatAccountNumber(number)}
    </a>
    {unifiedNumber && <span class="sub">{unifiedNumber}</span>}
  </>,
  <>
    {holder} {found.isClosed && <Tag color="neutral">закрыт</Tag>}
  </>,
  address,
  found.serialNumbers.join(', ') || '—',
];

function Recent({ context, recent }: Pick<SearchProps, 'context' | 'recent'>) {
  return (
    <section class="spanel" aria-labelledby="recent">
      <h2 id="recent">Вы недавно открывали</h2>
      <StaffTable
        label="Недавние счета"
        columns={[
          { label: 'Счёт', align: 'start' },
          { label: 'На кого записан', align: 'start' },
          { label: 'Адрес', align: 'start' },
          { label: 'Когда', align: 'start' },
        ]}
        rows={recent.map(({ number, holder, address, lookedAt }) => ({
          cells: [
            <a class="num" href={href('staffAccount', { number })}>
              {formatAccountNumber(number)}
            </a>,
            holder,
            address,
            formatDateTimeShort(lookedAt, context.supplier.timeZone),
          ],
        }))}
      />
    </section>
  );
}
