import { Alert } from './alert.tsx';
import { Card, CardFoot } from './card.tsx';
import { WhoAnswers } from './contacts.page.tsx';
import { DataTable } from './data-table.tsx';
import { Details } from './details.tsx';
import { Facts } from './facts.tsx';
import { FileLink } from './file-link.tsx';
import { formatDateShort, formatMoney, formatReading, formatVolume } from './format.ru.ts';
import { Columns, Pair } from './layout.tsx';
import { MoreLinks } from './more-links.page.tsx';
import type { PageContext } from './page-context.ts';
import { Tag } from './tag.tsx';

/** Cards, tables, states and notices. */
export function DevUiParts({ context }: { context: PageContext }) {
  return (
    <Columns
      asideLabel="Счётчик и помощь"
      aside={
        <>
          <Meter />
          <WhoAnswers supplier={context.supplier} />
          <nav class="card" aria-labelledby="more">
            <h2 id="more">Ещё</h2>
            <MoreLinks context={context} />
          </nav>
        </>
      }
    >
      <Pair>
        <Bill />
        <LastPayment />
      </Pair>
      <Readings />
      <Alert color="info" title="Показание за ноябрь уже принято">
        <p>Можно передать ещё раз до 25 ноября, учтём последнее.</p>
      </Alert>
      <Alert color="success" title="Вы вышли из кабинета">
        <p>Чтобы вернуться, войдите снова.</p>
      </Alert>
      <Card title="Вопросы" headingId="questions" tint="tint">
        <Details summary="Где взять номер лицевого счёта?">
          <p>Он стоит в правом верхнем углу любой квитанции.</p>
        </Details>
        <Details summary="Что делать, если счётчик сломался?" isOpen>
          <p>Позвоните нам в тот же день: от этого дня зависит начисление.</p>
        </Details>
      </Card>
    </Columns>
  );
}

const Bill = () => (
  <Card title="Квитанция за ноябрь" headingId="bill">
    <Facts
      isTight
      items={[
        { term: 'Осталось с октября', value: formatMoney(23638), isNumber: true },
        { term: `Газ, ${formatVolume('187.46')}`, value: formatMoney(180412), isNumber: true },
        { term: 'Оплачено в ноябре', value: formatMoney(-30000), isNumber: true },
        { term: 'К оплате', value: formatMoney(174050), isNumber: true, isTotal: true },
      ]}
    />
    <CardFoot>
      <FileLink href="/dev/ui">Скачать (PDF, 84 КБ)</FileLink>
      <a href="/dev/ui">Все начисления</a>
    </CardFoot>
  </Card>
);

const LastPayment = () => (
  <Card
    title="Последний платёж"
    headingId="payment"
    aside={<b class="num">{formatMoney(50000)}</b>}
  >
    <p>Банк подтвердил 11 декабря, 18:42. В квитанцию попадёт за декабрь.</p>
  </Card>
);

const Meter = () => (
  <Card title="Ваш счётчик" headingId="meter">
    <Facts
      isTight
      items={[
        { term: 'Марка', value: 'ВК-G4' },
        { term: 'Номер', value: '30412876', isNumber: true },
        { term: 'Поверка до', value: formatDateShort('2027-01-15'), isNumber: true },
        { term: 'Где стоит', value: 'на улице' },
      ]}
    />
  </Card>
);

const Readings = () => (
  <Card title="История показаний" headingId="readings">
    <DataTable
      caption="Показания счётчика № 30412876"
      isCaptionHidden
      columns={[
        { label: 'Дата' },
        { label: 'Показание', onPhone: 'head' },
        { label: 'Расход' },
        { label: 'Откуда', align: 'start' },
        { label: 'Состояние', align: 'start' },
      ]}
      rows={[
        {
          cells: [
            formatDateShort('2026-12-12'),
            formatReading('8799'),
            formatVolume('164.85'),
            'вы, через кабинет',
            <Tag key="tag" color="info" icon="clock">
              Можно исправить
            </Tag>,
          ],
        },
        {
          cells: [
            formatDateShort('2026-11-21'),
            formatReading('8642'),
            formatVolume('187.46'),
            'вы, через кабинет',
            <Tag key="tag" color="success" icon="done">
              В счёте за ноябрь
            </Tag>,
          ],
        },
        {
          cells: [
            formatDateShort('2026-11-20'),
            formatReading('8946'),
            null,
            'вы, через кабинет',
            <Tag key="tag" color="neutral" icon="stop">
              Отозвано
            </Tag>,
          ],
        },
        {
          cells: [
            formatDateShort('2026-10-20'),
            formatReading('8460.125'),
            formatVolume('108'),
            'контролёр',
            <Tag key="tag" color="warning" icon="alert">
              Без поверки
            </Tag>,
          ],
        },
      ]}
    />
  </Card>
);
