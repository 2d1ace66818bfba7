import { Alert } from './alert.tsx';
import { Button, LinkButton } from './button.tsx';
import { Card, CardFoot } from './card.tsx';
import { ConsumptionChart, type ConsumptionMonth } from './consumption-chart.page.tsx';
import { Drum, DrumRow } from './drum.tsx';
import { Facts } from './facts.tsx';
import { FileLink } from './file-link.tsx';
import { Form } from './form.tsx';
import { formatReading, formatVolume } from './format.ru.ts';
import { Icon } from './icon.tsx';
import { Columns, PageHead } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { RadioGroup } from './radio-group.tsx';
import { Timeline } from './timeline.tsx';

type Props = { context: PageContext };

/** From the typed reading to the accepted one, and the history of consumption. */
export function DevUiReading({ context }: Props) {
  return (
    <>
      <PageHead title="Проверьте показание" />
      <Columns asideLabel="Что дальше" aside={<WhatNext />}>
        <Check context={context} />
        <Improbable context={context} />
        <Lower context={context} />
        <Accepted />
        <ConsumptionChart
          months={months}
          heading="В ноябре ушло 187 м³: почти как год назад"
          finding="На 5 м³ меньше, чем в ноябре 2025 года."
          text="Столбики с ноября 2025 по ноябрь 2026 года. Больше всего в январе, меньше всего в августе."
          csvHref="/dev/ui"
        />
      </Columns>
    </>
  );
}

const month = (
  at: string,
  volumeM3: string,
  yearAgoM3: string,
  method: ConsumptionMonth['method'] = 'metered',
): ConsumptionMonth => ({ month: `${at}-01`, volumeM3, yearAgoM3, method });

const months = [
  month('2025-11', '192.61', '207.03'),
  month('2025-12', '242.55', '249.9'),
  month('2026-01', '261.82', '287.26'),
  month('2026-02', '251.22', '274.54'),
  month('2026-03', '197.6', '213.2'),
  month('2026-04', '119.18', '132.31'),
  month('2026-05', '51.48', '49.5'),
  month('2026-06', '25.22', '27.16'),
  month('2026-07', '21.12', '22.08'),
  month('2026-08', '21.12', '20.16', 'shared'),
  month('2026-09', '21.56', '26.46', 'shared'),
  month('2026-10', '108', '104'),
  month('2026-11', '187.46', '192.61'),
];

const Check = ({ context }: Props) => (
  <Card title="Новое показание" headingId="check">
    <DrumRow
      items={[
        {
          caption: 'Новое, 12 декабря',
          drum: <Drum value="8799" integerDigits={5} size="lg" label="Новое показание 8799" />,
        },
        {
          caption: 'Прошлое, 21 ноября',
          drum: <Drum value="8642" integerDigits={5} label="Прошлое показание 8642" />,
        },
      ]}
    />
    <Facts
      items={[
        { term: 'Прошло по счётчику', value: formatVolume('157'), isNumber: true },
        {
          term: 'С коэффициентом 1,05',
          note: 'счётчик на улице',
          value: formatVolume('164.85'),
          isNumber: true,
        },
        { term: 'Войдёт в счёт', value: 'за декабрь 2026' },
      ]}
    />
    <Form action="/dev/ui" method="get" context={context} layout="actions">
      <Button>Передать показание</Button>
      <LinkButton variant="secondary" href="/dev/ui">
        Изменить
      </LinkButton>
    </Form>
  </Card>
);

const Improbable = ({ context }: Props) => (
  <Card title="Непривычно большой расход" headingId="improbable">
    <DrumRow
      items={[
        {
          caption: 'Новое, 12 декабря',
          drum: <Drum value="18799" integerDigits={5} size="lg" label="Новое показание 18799" />,
        },
        {
          caption: 'Прошлое, 21 ноября',
          drum: <Drum value="8642" integerDigits={5} label="Прошлое показание 8642" />,
        },
      ]}
    />
    <Alert isInset color="warning" title={`Выходит ${formatVolume('10157')}. Всё верно?`}>
      <p>
        В прошлом декабре ушло {formatVolume('242.55')}. Сверьте цифры со счётчиком: бывает, что
        вписали лишнюю или захватили красные.
      </p>
    </Alert>
    <Form action="/dev/ui" method="get" context={context} layout="actions">
      <Button variant="secondary">Всё верно, передать</Button>
      <LinkButton href="/dev/ui">Исправить</LinkButton>
    </Form>
  </Card>
);

const Lower = ({ context }: Props) => (
  <Card title={`Показание меньше прошлого, ${formatReading('8642')}`} headingId="lower" isStack>
    <p>Счётчик назад не идёт. Выберите, что случилось, и мы разберёмся.</p>
    <Form action="/dev/ui" method="get" context={context}>
      <RadioGroup
        name="reason"
        label="Почему меньше"
        error="Выберите причину, например «Ошибка в цифрах»"
        choices={[
          { value: 'typo', label: 'Ошибка в цифрах', hint: 'Впишете показание ещё раз' },
          { value: 'rollover', label: 'Счётчик перешёл через ноль', hint: 'После 99 999 идёт 0' },
          { value: 'replaced', label: 'Счётчик заменили', hint: 'Передадим обращение специалисту' },
        ]}
      />
      <Button>Продолжить</Button>
    </Form>
  </Card>
);

const Accepted = () => (
  <Card tint="okay">
    <Icon name="done" />
    <h2>Показание принято</h2>
    <p>
      Номер <b class="num">П-26-1204-3187</b>. Передано 12 декабря 2026, 10:17.
    </p>
    <p>За декабрь войдёт {formatVolume('164.85')}.</p>
    <CardFoot>
      <FileLink href="/dev/ui">Подтверждение (PDF, 46 КБ)</FileLink>
    </CardFoot>
  </Card>
);

const WhatNext = () => (
  <Card title="Что дальше" headingId="next">
    <Timeline
      items={[
        { when: 'До 25 декабря', what: 'Можно передать ещё раз, учтём последнее' },
        { when: 'До 5 января', what: 'Придёт квитанция за декабрь' },
        { when: 'До 15 января', what: 'Нужно её оплатить' },
      ]}
    />
  </Card>
);
