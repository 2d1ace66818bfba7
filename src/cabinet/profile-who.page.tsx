import { formatPhone } from '#src/identity/phone.ts';
import type { LetterTrouble } from '#src/mail/letter-troubles.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { formatDateTime } from '#src/ui/format.ru.ts';
import type { ProfileProps } from './profile.page.tsx';

export function WhoCard({ context, user, contactChanges, newEmailTrouble }: ProfileProps) {
  return (
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
          <dd class="num">{formatPhone(user.phone)}</dd>
        </div>
        {user.address && (
          <div>
            <dt>Адрес</dt>
            <dd>{user.address}</dd>
          </div>
        )}
      </dl>
      {contactChanges.map((change) => (
        <PendingContact
          key={change.kind}
          context={context}
          user={user}
          change={change}
          trouble={change.kind === 'email' ? newEmailTrouble : null}
        />
      ))}
      <p class="row">
        <a href={href('profileEmail')}>Изменить почту</a>
        <a href={href('profilePhone')}>Изменить телефон</a>
        <a href={href('profilePassword')}>Сменить пароль</a>
        <a href={href('secondFactor')}>Вход с подтверждением</a>
        <a href={href('profileLooks')}>Кто смотрел мои данные</a>
      </p>
    </Card>
  );
}

const troubleText: Record<LetterTrouble['state'], string> = {
  delayed: 'Письмо задерживается: мы пробуем снова.',
  undelivered: 'Письмо вернулось: похоже, в адресе ошибка.',
};

/** Until its letter is answered nothing has changed, and the page says so. */
function PendingContact(
  props: Pick<ProfileProps, 'context' | 'user'> & {
    change: ProfileProps['contactChanges'][number];
    trouble: LetterTrouble | null;
  },
) {
  const { context, user, change, trouble } = props;
  const isEmail = change.kind === 'email';
  return (
    <div class="ds-alert is-inset" data-color="info">
      <h3>{isEmail ? 'Новая почта ждёт подтверждения' : 'Новый телефон ждёт подтверждения'}</h3>
      <p>
        <b>{isEmail ? change.new_value : formatPhone(change.new_value)}</b>. Письмо со ссылкой
        отправлено {isEmail ? 'на этот адрес' : <>на {user.email}</>}, она действует до{' '}
        {formatDateTime(change.expires_at, context.supplier.timeZone)}. До этого всё по-прежнему.
      </p>
      <p>
        {trouble ? troubleText[trouble.state] : 'Письма нет? Загляните в «Спам».'}{' '}
        <a href={href(isEmail ? 'profileEmail' : 'profilePhone')}>
          {isEmail
            ? 'Исправить адрес или отправить ещё раз'
            : 'Исправить номер или отправить ещё раз'}
        </a>
      </p>
    </div>
  );
}
