import { scopeTexts } from '#src/identity/api-scopes.ru.ts';
import { apiScopes } from '#src/identity/api-scopes.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { examples } from './api-examples.ru.ts';
import { writesPerMinute } from './api-limits.ts';

/** What holds for every operation. */
export function ApiGuide({ url }: { url: string }) {
  return (
    <>
      <Card title="С чего начать" headingId="start">
        <ol class="plain">
          <li>
            Войдите в кабинет, откройте <a href={href('profile')}>«Профиль»</a>, дайте токену
            название, выберите права и срок, введите пароль и нажмите «Создать токен».
          </li>
          <li>Скопируйте токен: он показывается один раз.</li>
          <li>Передавайте его в заголовке каждого запроса.</li>
        </ol>
        <pre>
          <code>{`TOKEN=ochag_…\ncurl ${url}/api/v1/accounts \\\n  -H "Authorization: Bearer $TOKEN"`}</code>
        </pre>
        <ul class="plain">
          {apiScopes.map((scope) => (
            <li key={scope}>
              <code>{scope}</code> — {scopeTexts[scope].label.toLowerCase()}:{' '}
              {scopeTexts[scope].hint.toLowerCase()}.
            </li>
          ))}
        </ul>
        <p>
          Больше, чем у вас самих, прав у токена не бывает, а без нужного права придёт 403{' '}
          <a href="#scope_missing">scope_missing</a>. Давайте токену только то, что нужно его
          программе. Не показывайте его никому; если он попал в чужие руки, отзовите его в профиле,
          и он сразу перестанет работать.
        </p>
      </Card>
      <Card title="Деньги, объёмы, даты" headingId="values">
        <ul class="plain">
          <li>
            Деньги — целое число копеек, имя поля кончается на <code>Kopecks</code>. Плюс — абонент
            должен, минус — аванс.
          </li>
          <li>
            Объёмы и показания — десятичные числа строкой, с точкой: <code>"157.125"</code>. Имя
            объёма кончается на <code>M3</code>. Число вместо строки не примем: в нём теряются
            знаки.
          </li>
          <li>
            Даты — <code>2026-12-12</code> в часовом поясе поставщика, месяцы — <code>2026-12</code>
            , моменты — <code>2026-12-12T08:00:00.000Z</code>.
          </li>
          <li>Номера счетов и счётчиков — строки: нули впереди значимы.</li>
          <li>В ответах могут появиться новые поля. Лишние поля в запросе — ошибка.</li>
        </ul>
      </Card>
      <Card title="Повтор без последствий" headingId="idempotency">
        <p>
          Запросы, которые что-то меняют, несут заголовок <code>Idempotency-Key</code>: своё
          значение для каждого нового действия, например UUID. Если ответ потерялся, повторите
          запрос с тем же ключом и теми же данными: действие не выполнится второй раз, а ответ будет
          тот же. Тот же ключ с другими данными — ошибка{' '}
          <a href="#idempotency_key_reused">idempotency_key_reused</a>. После отказа ключ свободен:
          исправьте данные и пришлите их с ним же.
        </p>
      </Card>
      <Card title="Длинные списки" headingId="pagination">
        <p>
          История показаний приходит страницами по <code>limit</code> записей. Пока{' '}
          <code>nextCursor</code> не null, передайте его в <code>cursor</code>, чтобы получить
          следующую. Разбирать курсор не надо: его вид может измениться.
        </p>
      </Card>
      <Card title="Ошибки" headingId="errors">
        <p>
          Ошибка приходит как <code>application/problem+json</code> (RFC 9457). Программа смотрит на{' '}
          <code>code</code>: он не меняется. <code>detail</code> можно показать человеку. Что значит
          каждый код, сказано <a href="#codes">в конце страницы</a>.
        </p>
        <pre>
          <code>{JSON.stringify(examples.problem, null, 2)}</code>
        </pre>
        <p>Чужой лицевой счёт и тот, которого нет, отвечают одинаково: 404.</p>
      </Card>
      <Card title="Ограничения" headingId="limits">
        <ul class="plain">
          <li>
            Не больше {writesPerMinute} запросов POST в минуту на пользователя, потом 429 и{' '}
            <code>Retry-After</code>.
          </li>
          <li>
            Со страниц других сайтов API не вызвать (CORS закрыт): токен оказался бы у того сайта.
            Вызывайте с сервера или из приложения.
          </li>
          <li>
            Ответы на GET несут <code>ETag</code>: с <code>If-None-Match</code> неизменившееся
            приходит как 304 без тела.
          </li>
        </ul>
      </Card>
    </>
  );
}
