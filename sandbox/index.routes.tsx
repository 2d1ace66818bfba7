import type { FastifyInstance } from 'fastify';
import { sendPage } from './page.tsx';

export function registerIndex(app: FastifyInstance): void {
  app.get('/', async (_, reply) =>
    sendPage(reply, {
      title: 'Внешний мир понарошку',
      children: (
        <>
          <p>
            Здесь живут двойники систем, с которыми говорит личный кабинет. Наружу ничего не уходит,
            всё хранится в памяти и исчезает при остановке.
          </p>
          <h2>
            <a href="/mail">Почта</a>
          </h2>
          <p>Письма, которые отправил кабинет: откройте ссылку из письма, чтобы продолжить.</p>
          <details>
            <summary>Для программ</summary>
            <dl>
              <div>
                <dt>Письма, старые сверху</dt>
                <dd>
                  <code>GET /mail/messages.json?to=anna@example.ru</code>
                </dd>
              </div>
              <div>
                <dt>Забыть письма</dt>
                <dd>
                  <code>DELETE /mail/messages</code>
                </dd>
              </div>
              <div>
                <dt>Сбой почты</dt>
                <dd>
                  <code>{'POST /control/mail {"next": "defer", "times": 1}'}</code>: succeed, defer,
                  reject, hang
                </dd>
              </div>
            </dl>
          </details>
        </>
      ),
    }),
  );
}
