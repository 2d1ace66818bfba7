import { href } from '#src/routes.ts';
import { Actions, LinkButton } from './button.tsx';
import { Card } from './card.tsx';
import { Phone } from './contacts.page.tsx';
import { Page } from './page.page.tsx';
import { navigationNumber, type PageContext } from './page-context.ts';
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

const textOf = (status: number): ErrorText | undefined =>
  texts[status] ?? texts[status >= 500 ? 500 : 400];

const tryAgain = (seconds: number): string => `Попробуйте ещё раз ${waitText(seconds)}.`;

/** A request that failed as a whole; it needs nothing but the style sheet. */
export function ErrorPage(props: {
  context: PageContext;
  status: number;
  requestId: string;
  retryAfterSeconds?: number | undefined;
}) {
  const { context, status, requestId, retryAfterSeconds } = props;
  const text = textOf(status);
  const number = navigationNumber(context);
  const home = context.user && number !== null ? href('account', { number }) : href('root');
  const { phone } = context.supplier.contacts;
  if (!text) throw new Error(`no text for status ${status}`);
  return (
    <Page context={context} title={text.title}>
      <div class="narrow">
        <Card headingLevel={1} title={text.title} headingId="error">
          <p>{text.text}</p>
          <p>{status === 429 && retryAfterSeconds ? tryAgain(retryAfterSeconds) : text.whatToDo}</p>
          <Actions>
            <LinkButton href={home}>На главную</LinkButton>
          </Actions>
          <p class="small muted">
            Если не помогает, позвоните: <Phone {...phone} />. Назовите номер ошибки:{' '}
            <span class="code">{requestId}</span>
          </p>
        </Card>
      </div>
    </Page>
  );
}
