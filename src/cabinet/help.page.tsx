import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { ContactFacts } from './contact-facts.page.tsx';

export function HelpPage({ context }: { context: PageContext }) {
  const { calendar } = context.supplier;
  return (
    <Page context={context} title="Вопросы и ответы">
      <PageHead title="Вопросы и ответы" />
      <Card title="Какие цифры передавать" headingId="digits">
        <p>
          Чёрные, слева от запятой. Красные справа не нужны. Нули впереди можно не писать: 00642 и
          642 — одно и то же.
        </p>
      </Card>
      <Card title="До какого числа передавать" headingId="when">
        <p>
          Мы принимаем показания каждый день. Если передать до {calendar.cutOffDay}-го, они точно
          войдут в квитанцию за этот месяц. Перед отправкой кабинет пишет, в какой месяц войдёт
          показание.
        </p>
      </Card>
      <Card title="Ошиблись в показании" headingId="mistake">
        <p>
          Откройте «Показания», нажмите на дату и выберите «Исправить» или «Отозвать показание». Так
          можно делать, пока месяц не закрыт.
        </p>
      </Card>
      <Card title="Показание меньше прошлого" headingId="below">
        <p>
          Так бывает, когда счётчик перешёл через ноль, его заменили или в прошлый раз ошиблись.
          Кабинет предложит выбрать, что случилось. Чего он не сможет проверить сам, посмотрит
          сотрудник.
        </p>
      </Card>
      <Card title="Поверка счётчика" headingId="verification">
        <p>
          Срок написан на странице «Показания». После него показания по закону не учитываются: газ
          считают по нормативу, и пересчитать потом нельзя (пункты 25 и 32 Правил поставки газа,
          постановление № 549). Проведите поверку заранее у аккредитованной организации и сообщите
          нам номер записи в реестре «Аршин».
        </p>
      </Card>
      <Card title="Настоящая ли квитанция" headingId="genuine">
        <p>
          Внизу каждой нашей квитанции и справки напечатан код.{' '}
          <a href={href('verify')}>Проверьте документ по коду</a>: мы скажем, выпускали ли его. Если
          нет, не платите и позвоните нам.
        </p>
      </Card>
      <Card title="Как добавить счёт родителей" headingId="parents">
        <p>
          Откройте <a href={href('accountLink')}>«Добавить лицевой счёт»</a>. Понадобятся номер
          счёта, фамилия того, на кого он записан, и одно из трёх: заводской номер счётчика, ПИН из
          квитанции или сумма последней квитанции.
        </p>
      </Card>
    </Page>
  );
}

export function FeedbackPage({ context }: { context: PageContext }) {
  return (
    <Page context={context} title="Обратная связь">
      <PageHead title="Обратная связь" />
      <Card title="Как с нами связаться" headingId="contacts">
        <ContactFacts supplier={context.supplier} />
      </Card>
    </Page>
  );
}
