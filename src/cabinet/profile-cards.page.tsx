import { consentDocument } from '#src/identity/consent-document.ru.ts';
import { isConsentOutdated } from '#src/identity/consents.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatAccountNumber, formatDateTime, formatDateWithYear } from '#src/ui/format.ru.ts';
import { Links } from '#src/ui/layout.tsx';
import { navigationNumber, type PageContext } from '#src/ui/page-context.ts';
import { Tag } from '#src/ui/tag.tsx';
import type { ProfileProps } from './profile.page.tsx';
import { deviceName } from './profile.ru.ts';

export function AccountsCard({ context }: { context: PageContext }) {
  const number = navigationNumber(context);
  return (
    <Card title="Лицевые счета" headingId="accounts">
      <Links
        items={[
          ...context.personalAccounts.map((known) => ({
            href: href('account', { number: known.number }),
            label: `${known.ownName ?? known.address}, ${formatAccountNumber(known.number)}`,
          })),
          ...(number === null
            ? []
            : [
                {
                  href: href('papers', { number }),
                  label: 'Справки и документы',
                  icon: 'file' as const,
                },
                {
                  href: href('billDelivery', { number }),
                  label: 'Как получать квитанцию',
                  icon: 'file' as const,
                },
              ]),
          {
            href: href('paymentMethods'),
            label: 'Сохранённые способы оплаты',
            icon: 'card' as const,
          },
          { href: href('accountLink'), label: 'Добавить лицевой счёт', icon: 'plus' as const },
        ]}
      />
    </Card>
  );
}

export function SessionsCard({ context, sessions, sessionId }: ProfileProps) {
  const { timeZone } = context.supplier;
  return (
    <Card title="Где вы вошли" headingId="sessions">
      <ul class="links">
        {sessions.map((session) => (
          <li key={session.session_id}>
            <p>
              {deviceName(session.user_agent)}{' '}
              {session.session_id === sessionId && <Tag color="success">это устройство</Tag>}
            </p>
            <p class="small muted">
              Вход {formatDateTime(session.created_at, timeZone)} с адреса {session.address}
            </p>
            <p class="small muted">
              Последний раз: {formatDateTime(session.last_seen_at, timeZone)}
            </p>
            {session.session_id !== sessionId && (
              <Form
                action={href('profileSessionRevocation', { sessionId: session.session_id })}
                context={context}
              >
                <Button variant="tertiary">
                  Завершить<span class="ds-sr-only"> вход «{deviceName(session.user_agent)}»</span>
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      <p>
        Если здесь есть чужое устройство, смените пароль. «Выйти везде» завершит все входы, и на
        этом устройстве тоже: войдёте заново.
      </p>
      <Form action={href('profileSessions')} context={context}>
        <Button variant="secondary">Выйти везде</Button>
      </Form>
    </Card>
  );
}

export function ConsentsCard({ context, consents }: ProfileProps) {
  return (
    <Card title="Согласия" headingId="consents">
      {consents.length === 0 && <p class="muted">Согласий нет.</p>}
      <ul class="links">
        {consents.map((consent) => (
          <li key={consent.consent_id}>
            <p>
              <a href={editionHref(consent.version)}>{consentDocument.title}</a>
            </p>
            <p class="small muted">
              Редакция от {formatDateWithYear(consent.version)},{' '}
              {consent.act === 'given' ? 'дано' : 'отозвано'}{' '}
              {formatDateTime(consent.acted_at, context.supplier.timeZone)}
            </p>
          </li>
        ))}
      </ul>
      {isConsentOutdated(consents) && <NewEdition context={context} />}
      <p>
        <a href={href('profileConsent')}>Отозвать согласие и закрыть кабинет</a>
      </p>
    </Card>
  );
}

const editionHref = (version: string): string =>
  `${href('legal', { document: 'consent' })}?edition=${encodeURIComponent(version)}`;

/** The text has changed since the person agreed: nothing is agreed to by staying silent. */
function NewEdition({ context }: { context: PageContext }) {
  const { version } = consentDocument;
  return (
    <div class="ds-alert is-inset" data-color="info">
      <h3>Есть новая редакция согласия</h3>
      <p>
        Прочитайте <a href={editionHref(version)}>редакцию от {formatDateWithYear(version)}</a>.
        Пока вы не согласились с ней, действует прежняя.
      </p>
      <Form action={href('profileAgreement')} context={context}>
        <input type="hidden" name="edition" value={version} />
        <Button variant="secondary">Согласиться с новой редакцией</Button>
      </Form>
    </div>
  );
}

export function OwnDataCard({ context, archive }: ProfileProps) {
  const { timeZone } = context.supplier;
  return (
    <Card title="Ваши данные" headingId="own-data">
      <p>
        Всё, что кабинет хранит о вас: счета, показания, начисления, письма и записи о том, кто
        смотрел ваши данные.
      </p>
      {archive === null && <p>Соберём их в архив из файлов JSON и CSV, ссылку пришлём письмом.</p>}
      {archive?.expiresAt ? (
        <p>
          Архив готов, ссылка в письме. Скачать можно до{' '}
          {formatDateTime(archive.expiresAt, timeZone)}.
        </p>
      ) : (
        archive && <p>Архив собирается. Письмо со ссылкой придёт, когда он будет готов.</p>
      )}
      {(archive === null || archive.expiresAt !== null) && (
        <Form action={href('profileExports')} context={context}>
          <Button variant="secondary">{archive ? 'Собрать заново' : 'Собрать архив'}</Button>
        </Form>
      )}
      <p>
        <FileLink href={href('profileExport')}>Скачать мои данные (JSON)</FileLink>
      </p>
    </Card>
  );
}
