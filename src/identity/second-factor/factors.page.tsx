import { LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { formatDateTime, plural } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { Tag } from '#src/ui/tag.tsx';
import type { FactorSurface } from './factor-surface.ts';
import { countFactors, type Factors } from './factors.ts';

export type FactorsProps = {
  surface: FactorSurface;
  context: PageContext;
  factors: Factors;
  notice: string;
};

const notices = new Map([
  ['added', 'Готово: теперь при входе спросим подтверждение. На других устройствах вход завершён.'],
  ['removed', 'Удалено. На других устройствах вход завершён.'],
]);

export function FactorsPage(props: FactorsProps) {
  const { surface, context, factors, notice } = props;
  const { Frame, addresses, isRequired } = surface;
  const isOn = countFactors(factors) > 0;
  return (
    <Frame context={context} title="Вход с подтверждением">
      <PageHead title="Вход с подтверждением">
        {isOn ? <Tag color="success">включён</Tag> : <Tag color="neutral">выключен</Tag>}
      </PageHead>
      <div class="stack">
        {notices.has(notice) && (
          <div class="ds-alert notice" data-color="success" role="status">
            <p>{notices.get(notice)}</p>
          </div>
        )}
        <p>
          Кроме пароля спросим код из приложения или ключ доступа. Кто узнал ваш пароль, но не
          держит в руках ваш телефон, войти не сможет.
        </p>
        <AppCard {...props} />
        <PasskeysCard {...props} />
        {isOn && <CodesCard {...props} />}
        {!isRequired && <Lost context={context} />}
        {isOn && !isRequired && (
          <p>
            <a href={addresses.removal('all')}>Выключить вход с подтверждением</a>
          </p>
        )}
        <p>
          <a href={addresses.back}>Назад в профиль</a>
        </p>
      </div>
    </Frame>
  );
}

function AppCard({ surface, context, factors }: FactorsProps) {
  const { addresses } = surface;
  const { app } = factors;
  return (
    <Card title="Приложение с кодами" headingId="app">
      {app ? (
        <>
          <p>Настроено {formatDateTime(app.createdAt, context.supplier.timeZone)}.</p>
          <p class="row">
            <a href={addresses.app}>Настроить на другом телефоне</a>
            {canRemove(surface, factors) && (
              <a href={addresses.removal('app')}>Отключить приложение</a>
            )}
          </p>
        </>
      ) : (
        <>
          <p class="muted">
            Приложение на телефоне показывает новый код каждые 30 секунд. Интернет телефону не
            нужен.
          </p>
          {factors.passkeys.length > 0 && (
            <p>
              Ключ доступа работает не в каждом браузере. Настройте и приложение, чтобы войти откуда
              угодно.
            </p>
          )}
          <LinkButton href={addresses.app} variant="secondary">
            Настроить приложение
          </LinkButton>
        </>
      )}
    </Card>
  );
}

function PasskeysCard({ surface, context, factors }: FactorsProps) {
  const { addresses } = surface;
  const { timeZone } = context.supplier;
  return (
    <Card title="Ключи доступа" headingId="passkeys">
      <p class="muted">
        Вход по отпечатку, лицу или ПИН-коду телефона или компьютера, либо по электронному ключу.
      </p>
      {factors.passkeys.length > 0 && (
        <ul class="links">
          {factors.passkeys.map(({ passkeyId, name, createdAt, lastUsedAt }) => (
            <li key={passkeyId}>
              <p>{name}</p>
              <p class="small muted">
                Создан {formatDateTime(createdAt, timeZone)}
                {lastUsedAt && `, последний вход ${formatDateTime(lastUsedAt, timeZone)}`}
              </p>
              {canRemove(surface, factors) && (
                <p>
                  <a href={addresses.removal(`passkey-${passkeyId}`)}>
                    Удалить<span class="ds-sr-only"> ключ «{name}»</span>
                  </a>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <LinkButton href={addresses.passkey} variant="secondary">
        Добавить ключ доступа
      </LinkButton>
    </Card>
  );
}

function CodesCard({ surface, factors }: FactorsProps) {
  const left = factors.recoveryCodesLeft;
  return (
    <Card title="Коды восстановления" headingId="codes">
      <p>
        {left === 0
          ? 'Кодов не осталось. Создайте новые, чтобы войти, если телефона не будет под рукой.'
          : `Осталось ${left} ${plural(left, ['код', 'кода', 'кодов', 'кода'])}. Каждый заменяет подтверждение один раз.`}
      </p>
      <p>
        <a href={surface.addresses.codes}>Создать новые коды</a>
      </p>
    </Card>
  );
}

function Lost({ context }: { context: PageContext }) {
  const { phone, officeAddress, officeHours } = context.supplier.contacts;
  return (
    <Card title="Если потеряны и телефон, и коды" headingId="lost">
      <p>
        Придите к нам с паспортом: {officeAddress}, {officeHours}. Сотрудник убедится, что это вы, и
        выключит подтверждение. Что взять с собой, подскажут по телефону <Phone {...phone} />.
      </p>
    </Card>
  );
}

const canRemove = ({ isRequired }: FactorSurface, factors: Factors): boolean =>
  !isRequired || countFactors(factors) > 1;
