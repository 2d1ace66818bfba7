import type { listApiTokens } from '#src/identity/api-tokens.ts';
import { consentDocument } from '#src/identity/consent-document.ru.ts';
import type { listSessions } from '#src/identity/sessions.ts';
import type { listConsents, UserProfile } from '#src/identity/users-store.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateTime } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { SignOut } from '#src/ui/sign-out.page.tsx';
import { Tag } from '#src/ui/tag.tsx';
import { deviceName } from './profile.ru.ts';
import { AccountsCard, ApiTokensCard } from './profile-cards.page.tsx';

export type ProfileProps = {
  context: PageContext;
  user: UserProfile;
  sessions: Awaited<ReturnType<typeof listSessions>>;
  sessionId: number;
  consents: Awaited<ReturnType<typeof listConsents>>;
  tokens: Awaited<ReturnType<typeof listApiTokens>>;
  errors: FieldError[];
  /** Its text; `created_before`: the form was sent again. */
  newToken: string | null;
  tokenFormKey: string;
};

export function ProfilePage(props: ProfileProps) {
  const { context, user, errors } = props;
  return (
    <Page context={context} title="Профиль" section="profile" hasErrors={errors.length > 0}>
      <PageHead title="Профиль" />
      <ErrorSummary errors={errors} />
      <Columns
        asideLabel="Лицевые счета и выход"
        aside={
          <>
            <AccountsCard context={context} />
            <Card title="Выход" headingId="sign-out">
              <p>На чужом устройстве не забудьте выйти.</p>
              <SignOut context={context} />
            </Card>
          </>
        }
      >
        <Card title="Кто вы" headingId="who">
          <dl class="facts">
            <div>
              <dt>Имя</dt>
              <dd>{[user.lastName, user.firstName, user.middleName].filter(Boolean).join(' ')}</dd>
            </div>
            <div>
              <dt>Электронная почта</dt>
              <dd>{user.email}</dd>
            </div>
            <div>
              <dt>Телефон</dt>
              <dd class="num">{user.phone}</dd>
            </div>
            {user.address && (
              <div>
                <dt>Адрес</dt>
                <dd>{user.address}</dd>
              </div>
            )}
          </dl>
          <p>
            <a href={href('passwordForgot')}>Сменить пароль</a>
          </p>
          <p>
            <a href={href('profileLooks')}>Кто смотрел мои данные</a>
          </p>
        </Card>
        <Sessions {...props} />
        <ApiTokensCard {...props} />
        <Consents {...props} />
      </Columns>
    </Page>
  );
}

function Sessions({ context, sessions, sessionId }: ProfileProps) {
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
              Последний раз: {formatDateTime(session.last_seen_at, timeZone)}, вход с адреса{' '}
              {session.address}
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
      {sessions.length > 1 && (
        <Form action={href('profileSessions')} context={context}>
          <Button variant="secondary">Выйти на других устройствах</Button>
        </Form>
      )}
    </Card>
  );
}

function Consents({ context, consents }: ProfileProps) {
  return (
    <Card title="Согласия" headingId="consents">
      {consents.length === 0 && <p class="muted">Согласий нет.</p>}
      <ul class="links">
        {consents.map((consent) => (
          <li key={`${consent.document}${consent.acted_at.toISOString()}`}>
            <p>
              <a href={href('legal', { document: 'consent' })}>{consentDocument.title}</a>
            </p>
            <p class="small muted">
              Редакция {consent.version}, {consent.act === 'given' ? 'дано' : 'отозвано'}{' '}
              {formatDateTime(consent.acted_at, context.supplier.timeZone)}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
