import { href } from '#src/routes.ts';
import { Actions, LinkButton } from './button.tsx';
import { Phone } from './contacts.page.tsx';
import { Page } from './page.page.tsx';
import { navigationNumber, type PageContext } from './page-context.ts';
import { type Desk, StaffPage } from './staff-page.page.tsx';
import { waitText } from './wait-text.ru.ts';

type ErrorText = { title: string; text: string; whatToDo: string };

const texts: Record<number, ErrorText> = {
  400: {
    title: 'Не удалось прочитать запрос',
    text: 'Страница прислала данные, которые мы не понимаем.',
    whatToDo: 'Вернитесь назад, обновите страницу и заполните её ещё раз.',
  },
  403: {
    title: 'Форма устарела',
    text: 'Мы ничего не изменили. Так бывает, если страница была открыта давно или браузер не сохраняет файлы cookie.',
    whatToDo:
      'Разрешите cookie для этого сайта и откройте страницу заново в новой вкладке. То, что вы написали, осталось в прежней форме: вернитесь к ней и перенесите.',
  },
  404: {
    title: 'Такой страницы нет',
    text: 'Возможно, в адресе опечатка, ссылка устарела или у вас нет доступа к этому лицевому счёту.',
    whatToDo: 'Проверьте адрес или начните с главной.',
  },
  409: {
    title: 'Данные уже изменились',
    text: 'Пока страница была открыта, это же действие выполнили в другом окне или на другом устройстве.',
    whatToDo: 'Откройте страницу заново: на ней будет видно, как обстоят дела сейчас.',
  },
  413: {
    title: 'Слишком большой файл или текст',
    text: 'Мы не смогли его принять.',
    whatToDo: 'Вернитесь назад, сократите текст или выберите файл поменьше.',
  },
  422: {
    title: 'Не получилось принять данные',
    text: 'В них что-то не так, поэтому мы ничего не изменили.',
    whatToDo: 'Вернитесь назад, проверьте написанное и отправьте ещё раз.',
  },
  429: {
    title: 'Слишком много попыток',
    text: 'С вашего адреса в интернете или от вашего имени пришло слишком много запросов подряд. Мы ничего не изменили.',
    whatToDo: 'Подождите несколько минут и попробуйте ещё раз.',
  },
  500: {
    title: 'У нас ошибка',
    text: 'Мы уже знаем о ней. Всё, что было сохранено раньше, на месте.',
    whatToDo: 'Попробуйте ещё раз через несколько минут.',
  },
  503: {
    title: 'Кабинет ненадолго закрыт',
    text: 'Идут работы или слишком много посетителей. Всё, что было сохранено раньше, на месте.',
    whatToDo: 'Попробуйте ещё раз через несколько минут.',
  },
};

/** Where the status alone says too little. */
const textsOfCode: Record<string, ErrorText> = {
  not_permitted: {
    title: 'Нет доступа',
    text: 'Ваша роль не даёт права на это действие. Мы ничего не изменили.',
    whatToDo: 'Если это нужно для работы, обратитесь к администратору.',
  },
};

const textOf = (status: number, code: string): ErrorText | undefined =>
  textsOfCode[code] ?? texts[status] ?? texts[status >= 500 ? 500 : 400];

const tryAgain = (seconds: number): string => `Попробуйте ещё раз ${waitText(seconds)}.`;

type ErrorProps = {
  context: PageContext;
  /** On the desk: its own layout. */
  desk?: Desk | null;
  status: number;
  code?: string;
  requestId: string;
  retryAfterSeconds?: number | undefined;
  whoMay?: string | undefined;
};

/** A request that failed as a whole; it needs nothing but the style sheet. */
export function ErrorPage(props: ErrorProps) {
  const { context, desk, status, code = '' } = props;
  const text = textOf(status, code);
  if (!text) throw new Error(`no text for status ${status}`);
  if (desk) {
    return (
      <StaffPage context={context} desk={desk} title={text.title}>
        <section class="spanel" aria-labelledby="error">
          <ErrorWords {...props} text={text} />
          <p>
            <a href={href('staff')}>К поиску счетов</a>
          </p>
        </section>
      </StaffPage>
    );
  }
  const number = navigationNumber(context);
  const home = context.user && number !== null ? href('account', { number }) : href('root');
  return (
    <Page context={context} title={text.title}>
      <div class="narrow">
        <section class="card" aria-labelledby="error">
          <ErrorWords {...props} text={text} />
          <Actions>
            <LinkButton href={home}>На главную</LinkButton>
          </Actions>
          <p class="small muted">
            Если не помогает, позвоните: <Phone {...context.supplier.contacts.phone} />. Назовите
            номер ошибки: <span class="code">{props.requestId}</span>
          </p>
        </section>
      </div>
    </Page>
  );
}

function ErrorWords(props: ErrorProps & { text: ErrorText }) {
  const { text, status, retryAfterSeconds, whoMay, desk, requestId } = props;
  return (
    <>
      <h1 id="error">{text.title}</h1>
      <p>{text.text}</p>
      {whoMay && <p>Это может: {whoMay}.</p>}
      <p>{status === 429 && retryAfterSeconds ? tryAgain(retryAfterSeconds) : text.whatToDo}</p>
      {desk && (
        <p class="hint">
          Номер ошибки: <span class="code">{requestId}</span>
        </p>
      )}
    </>
  );
}
