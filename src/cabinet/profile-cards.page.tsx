import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatAccountNumber, formatDateTime } from '#src/ui/format.ru.ts';
import { Links } from '#src/ui/layout.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { TextField } from '#src/ui/text-field.tsx';
import type { ProfileProps } from './profile.page.tsx';

export function AccountsCard({ context }: { context: PageContext }) {
  return (
    <Card title="Лицевые счета" headingId="accounts">
      <Links
        items={[
          ...context.personalAccounts.map(({ number, ownName, address }) => ({
            href: href('account', { number }),
            label: `${ownName ?? address}, ${formatAccountNumber(number)}`,
          })),
          { href: href('accountLink'), label: 'Добавить лицевой счёт', icon: 'plus' as const },
        ]}
      />
    </Card>
  );
}

/** For programs of the resident's own. The text of a token is shown once. */
export function ApiTokensCard(props: ProfileProps) {
  const { context, tokens, newToken, tokenFormKey, errors } = props;
  const { timeZone } = context.supplier;
  return (
    <Card title="Токены для программ" headingId="tokens">
      <p class="muted">
        С токеном ваша программа передаёт показания вместо вас.{' '}
        <a href={href('apiDocs')}>Как это устроено</a>
      </p>
      {newToken === 'created_before' && (
        <div class="ds-alert is-inset" data-color="info" role="status">
          <h3>Токен уже создан</h3>
          <p>
            Эта форма отправлена второй раз, нового токена мы не сделали. Текст токена показываем
            один раз: если не успели скопировать, отзовите токен и создайте другой.
          </p>
        </div>
      )}
      {newToken && newToken !== 'created_before' && (
        <div class="ds-alert is-inset" data-color="success" role="status">
          <h3>Токен создан. Скопируйте его: больше мы его не покажем</h3>
          <p>
            <code class="token">{newToken}</code>
          </p>
        </div>
      )}
      {tokens.length > 0 && (
        <ul class="links">
          {tokens.map((token) => (
            <li key={token.api_token_id}>
              <p>{token.name}</p>
              <p class="small muted">
                Создан {formatDateTime(token.created_at, timeZone)}
                {token.last_used_at &&
                  `, использован ${formatDateTime(token.last_used_at, timeZone)}`}
              </p>
              <Form
                action={href('profileTokenRevocation', { tokenId: token.api_token_id })}
                context={context}
              >
                <Button variant="tertiary">
                  Отозвать<span class="ds-sr-only"> токен «{token.name}»</span>
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      <Form action={href('profileTokens')} context={context} formKey={tokenFormKey}>
        <TextField
          name="tokenName"
          label="Название токена"
          hint="Чтобы потом узнать, например: Умный дом"
          error={errorOf(errors, 'tokenName')}
          autoComplete="off"
        />
        <Button variant="secondary">Создать токен</Button>
      </Form>
    </Card>
  );
}
