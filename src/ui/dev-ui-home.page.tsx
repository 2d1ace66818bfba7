import { Alert } from './alert.tsx';
import { LinkButton } from './button.tsx';
import { Drum } from './drum.tsx';
import { Facts } from './facts.tsx';
import { Form } from './form.tsx';
import { formatMoney } from './format.ru.ts';
import { PageHead } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { ReadingField } from './reading-field.tsx';
import { AsOf, Today, TodayAct, TodaySum } from './today.tsx';

type Props = { context: PageContext };

/** The first screen of a personal account, in every state. */
export function DevUiHome({ context }: Props) {
  return (
    <>
      <ToPay context={context} />
      <VerificationSoon />
      <PageHead title="Ещё состояния главной" />
      <NothingOwed context={context} />
      <Advance context={context} />
      <Arrears />
      <VerificationExpired />
      <NoMeter />
      <FirstDay context={context} />
    </>
  );
}

function Reading(props: Props & { id: string; title?: string; last?: boolean }) {
  const { context, id, title = 'Передайте показание', last = true } = props;
  return (
    <TodayAct
      headingId={`act-${id}`}
      title={title}
      note="До 25 декабря, ещё 13 дней"
      drum={
        <div class="last-reading">
          <Drum
            value={last ? '8642' : '0'}
            integerDigits={5}
            decimalDigits={3}
            label={last ? 'Прошлое показание 8642' : 'Начальное показание 0'}
          />
          <p>{last ? 'Было 21 ноября' : 'При установке, 3 декабря'}</p>
        </div>
      }
    >
      <Form action="/dev/ui" method="get" context={context}>
        <ReadingField
          id={`reading-${id}`}
          name="reading"
          label="Новое показание"
          hint="Чёрные цифры, без красных"
          button="Проверить"
        />
        <p class="small muted">Сначала покажем, что войдёт в счёт, потом отправите.</p>
      </Form>
    </TodayAct>
  );
}

const ToPay = ({ context }: Props) => (
  <Today
    due={
      <>
        <TodaySum
          label="К оплате до 15 декабря"
          kopecks={124050}
          action={
            <LinkButton variant="secondary" href="/dev/ui">
              Оплатить
            </LinkButton>
          }
        />
        <Facts
          isTight
          items={[
            {
              term: <a href="/dev/ui">Квитанция за ноябрь</a>,
              value: formatMoney(174050),
              isNumber: true,
            },
            { term: 'Вы оплатили 11 декабря', value: formatMoney(-50000), isNumber: true },
          ]}
        />
        <AsOf>Данные на 12 декабря, 10:15</AsOf>
      </>
    }
    act={<Reading context={context} id="first" />}
    actHeadingId="act-first"
  />
);

const VerificationSoon = () => (
  <Alert
    color="warning"
    title="Поверка счётчика действует до 15 января"
    links={[
      { href: '/dev/ui#how', label: 'Как пройти поверку' },
      { href: '/dev/ui#send', label: 'Отправить новое свидетельство' },
    ]}
  >
    <p>
      Если не успеть, с 16 января начислим по нормативу: около <b class="nb">8 161 ₽</b> в месяц
      вместо <span class="nb">2 520 ₽</span>, как в прошлом январе. Пересчитать потом будет нельзя.
    </p>
  </Alert>
);

const NothingOwed = ({ context }: Props) => (
  <Today
    dueHeadingId="due-nothing"
    due={
      <>
        <h1 id="due-nothing">Платить не нужно</h1>
        <p>Ноябрь оплачен полностью. Квитанция за декабрь придёт до 5 января.</p>
        <AsOf>Данные на 12 декабря, 10:15</AsOf>
      </>
    }
    act={<Reading context={context} id="nothing" title="Показание за декабрь" />}
    actHeadingId="act-nothing"
  />
);

const Advance = ({ context }: Props) => (
  <Today
    dueHeadingId="due-advance"
    due={
      <>
        <TodaySum
          headingId="due-advance"
          label="Переплата, зачтём в следующем месяце"
          kopecks={31000}
        />
        <AsOf>Данные на 12 декабря, 10:15</AsOf>
      </>
    }
    act={<Reading context={context} id="advance" title="Сколько на счётчике" />}
    actHeadingId="act-advance"
  />
);

const Arrears = () => (
  <Today
    dueHeadingId="due-arrears"
    due={
      <>
        <TodaySum
          headingId="due-arrears"
          label="Долг с октября, оплатите сейчас"
          kopecks={734218}
          action={<LinkButton href="/dev/ui">Оплатить</LinkButton>}
        />
        <Facts
          isTight
          items={[
            { term: 'Октябрь и ноябрь', value: formatMoney(731835), isNumber: true },
            { term: 'Пени за 10 дней', value: formatMoney(2383), isNumber: true },
          ]}
        />
        <AsOf>Показание за декабрь принято. Данные на 12 декабря, 10:15</AsOf>
      </>
    }
  />
);

const VerificationExpired = () => (
  <Alert
    color="danger"
    title="Поверка счётчика закончилась 1 декабря"
    links={[
      { href: '/dev/ui#how', label: 'Как пройти поверку' },
      { href: '/dev/ui#send', label: 'Отправить свидетельство' },
    ]}
  >
    <p>
      Начисляем по нормативу. Показания сохраняем, но в счёт они не войдут, пока нет нового
      свидетельства.
    </p>
  </Alert>
);

const NoMeter = () => (
  <Today
    dueHeadingId="due-meter"
    due={
      <>
        <TodaySum headingId="due-meter" label="К оплате до 15 декабря" kopecks={122958} />
        <p class="muted">
          Счётчика нет, поэтому начисляем по нормативу: на каждого жильца поровну.
        </p>
      </>
    }
    act={
      <TodayAct
        headingId="act-meter"
        title="Поставили счётчик?"
        note="Тогда платить будете по нему"
      >
        <p>Сообщите номер и дату: подключим счётчик после проверки пломбы.</p>
        <p>
          <LinkButton href="/dev/ui">Сообщить о счётчике</LinkButton>
        </p>
      </TodayAct>
    }
    actHeadingId="act-meter"
  />
);

const FirstDay = ({ context }: Props) => (
  <Today
    dueHeadingId="due-day"
    due={
      <>
        <h1 id="due-day">Начислений ещё не было</h1>
        <p>Первую квитанцию пришлём до 5 января. Она будет здесь и в письме.</p>
      </>
    }
    act={<Reading context={context} id="day" title="Передайте первое показание" last={false} />}
    actHeadingId="act-day"
  />
);
