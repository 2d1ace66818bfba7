import { scopeTexts } from '#src/identity/api-scopes.ru.ts';
import { type ApiScope, apiScopes, tokenLifetimesDays } from '#src/identity/api-scopes.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateTime } from '#src/ui/format.ru.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { RadioGroup } from '#src/ui/radio-group.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import type { ProfileProps } from './profile.page.tsx';
import { lifetimeText } from './profile.ru.ts';
import { scopeField } from './token-form.ts';

/** For programs of the resident's own. The text of a token is shown once. */
export function ApiTokensCard(props: ProfileProps) {
  return (
    <Card title="Токены для программ" headingId="tokens">
      <p class="muted">
        С токеном ваша программа смотрит счёт или передаёт показания вместо вас.{' '}
        <a href={href('apiDocs')}>Как это устроено</a>
      </p>
      <NewToken newToken={props.newToken} />
      <TokenList {...props} />
      <TokenForm {...props} />
    </Card>
  );
}

function NewToken({ newToken }: Pick<ProfileProps, 'newToken'>) {
  if (newToken === null) return null;
  if (newToken === 'created_before') {
    return (
      <div class="ds-alert is-inset" data-color="info" role="status">
        <h3>Токен уже создан</h3>
        <p>
          Эта форма отправлена второй раз, нового токена мы не сделали. Текст токена показываем один
          раз: если не успели скопировать, отзовите токен и создайте другой.
        </p>
      </div>
    );
  }
  return (
    <div class="ds-alert is-inset" data-color="success" role="status">
      <h3>Токен создан. Скопируйте его: больше мы его не покажем</h3>
      <p>
        <code class="token">{newToken}</code>
      </p>
    </div>
  );
}

const rightsText = (scopes: readonly string[]): string =>
  scopes.map((scope) => scopeTexts[scope as ApiScope].label.toLowerCase()).join(', ');

function TokenList({ context, tokens }: ProfileProps) {
  const { timeZone } = context.supplier;
  if (tokens.length === 0) return null;
  return (
    <ul class="links">
      {tokens.map((token) => (
        <li key={token.api_token_id}>
          <p>{token.name}</p>
          <p class="small muted">Может: {rightsText(token.scopes)}</p>
          <p class="small muted">
            Действует до {formatDateTime(token.expires_at, timeZone)}.{' '}
            {token.last_used_at
              ? `Использован ${formatDateTime(token.last_used_at, timeZone)}`
              : `Создан ${formatDateTime(token.created_at, timeZone)}, ещё не использован`}
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
  );
}

function TokenForm({ context, tokenFormKey, values, errors }: ProfileProps) {
  const isSent = values.tokenLifetime !== undefined || values.tokenName !== undefined;
  return (
    <Form action={href('profileTokens')} context={context} formKey={tokenFormKey}>
      <TextField
        name="tokenName"
        label="Название токена"
        hint="Чтобы потом узнать, например: Умный дом"
        value={values.tokenName}
        error={errorOf(errors, 'tokenName')}
        autoComplete="off"
      />
      <fieldset class="ds-fieldset">
        <legend class="ds-label">Что можно программе</legend>
        {apiScopes.map((scope) => (
          <CheckboxField
            key={scope}
            name={scopeField(scope)}
            value="yes"
            isChecked={isSent ? values[scopeField(scope)] === 'yes' : scope === 'read'}
            label={scopeTexts[scope].label}
            hint={scopeTexts[scope].hint}
            error={errorOf(errors, scopeField(scope))}
          />
        ))}
      </fieldset>
      <RadioGroup
        name="tokenLifetime"
        label="Сколько действует"
        choices={tokenLifetimesDays.map((days) => ({
          value: String(days),
          label: lifetimeText(days),
        }))}
        value={values.tokenLifetime ?? '90'}
        error={errorOf(errors, 'tokenLifetime')}
      />
      <PasswordField
        name="password"
        error={errorOf(errors, 'password')}
        label="Пароль"
        hint="Тот, с которым вы входите: токен действует и без вас"
        autoComplete="current-password"
      />
      <Button variant="secondary">Создать токен</Button>
    </Form>
  );
}
