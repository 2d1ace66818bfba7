import type { ComponentChildren } from 'preact';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { AppSetUp } from './app-set-up.page.tsx';
import type { AppOffer } from './authenticator-app.ts';
import type { FactorSurface } from './factor-surface.ts';
import { PassKey } from './pass-key.page.tsx';
import type { TotpNames } from './totp.ts';

export type FactorFormProps = {
  surface: FactorSurface;
  context: PageContext;
  errors: FieldError[];
};

const SCRIPTS = ['show-password.js'];

function FormPage(
  props: FactorFormProps & {
    title: string;
    scripts?: readonly string[];
    children: ComponentChildren;
  },
) {
  const { surface, context, errors, title, scripts = SCRIPTS, children } = props;
  const { Frame } = surface;
  return (
    <Frame context={context} title={title} hasErrors={errors.length > 0} scripts={scripts}>
      <div class="stack">
        <ErrorSummary errors={errors} />
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">{title}</h1>
          {children}
        </section>
      </div>
    </Frame>
  );
}

function OwnPassword({ errors }: { errors: FieldError[] }) {
  return (
    <PasswordField
      name="password"
      label="Пароль"
      hint="Ваш нынешний: так мы убедимся, что это вы"
      error={errorOf(errors, 'password')}
      autoComplete="current-password"
    />
  );
}

export function AppPage(props: FactorFormProps & { offer: AppOffer; names: TotpNames }) {
  const { surface, context, errors, offer, names } = props;
  return (
    <FormPage {...props} title="Приложение с кодами">
      <Form action={surface.addresses.app} context={context}>
        <AppSetUp offer={offer} names={names} errors={errors} />
        <OwnPassword errors={errors} />
        <Actions>
          <Button>Включить</Button>
          <LinkButton href={surface.addresses.overview} variant="secondary">
            Назад
          </LinkButton>
        </Actions>
      </Form>
    </FormPage>
  );
}

export function PasskeyNameField(props: { errors: FieldError[]; value?: string }) {
  return (
    <TextField
      name="passkeyName"
      label="Название ключа"
      hint="Чтобы потом узнать, например: Телефон"
      value={props.value}
      error={errorOf(props.errors, 'passkeyName')}
      autoComplete="off"
    />
  );
}

export function PasskeyPage(props: FactorFormProps & { options: string; passkeyName?: string }) {
  const { surface, context, errors, options, passkeyName } = props;
  return (
    <FormPage {...props} title="Новый ключ доступа" scripts={[...SCRIPTS, 'pass-key.js']}>
      <Form action={surface.addresses.passkey} context={context}>
        <PasskeyNameField errors={errors} value={passkeyName} />
        <OwnPassword errors={errors} />
        <PassKey act="add" options={options}>
          Создать ключ доступа
        </PassKey>
      </Form>
      <p>
        <a href={surface.addresses.overview}>Назад</a>
      </p>
    </FormPage>
  );
}

export function RenewCodesPage(props: FactorFormProps) {
  const { surface, context, errors } = props;
  return (
    <FormPage {...props} title="Новые коды восстановления">
      <p>Прежние коды перестанут действовать сразу.</p>
      <Form action={surface.addresses.codes} context={context}>
        <OwnPassword errors={errors} />
        <Actions>
          <Button>Создать новые коды</Button>
          <LinkButton href={surface.addresses.overview} variant="secondary">
            Назад
          </LinkButton>
        </Actions>
      </Form>
    </FormPage>
  );
}

type RemovalText = { title: string; lead: string; button: string };

const removalText: Record<'app' | 'passkey' | 'all', RemovalText> = {
  app: {
    title: 'Отключить приложение с кодами?',
    lead: 'Коды из него перестанут подходить.',
    button: 'Отключить приложение',
  },
  passkey: {
    title: 'Удалить ключ доступа?',
    lead: 'Войти по нему больше не получится.',
    button: 'Удалить ключ',
  },
  all: {
    title: 'Выключить вход с подтверждением?',
    lead: 'Для входа будет достаточно пароля. Приложение, ключи доступа и коды восстановления перестанут действовать.',
    button: 'Выключить',
  },
};

export function RemovalPage(
  props: FactorFormProps & {
    factor: string;
    kind: 'app' | 'passkey' | 'all';
    passkeyName?: string;
  },
) {
  const { surface, context, errors, factor, kind, passkeyName } = props;
  const { title, lead, button } = removalText[kind];
  return (
    <FormPage {...props} title={title}>
      {passkeyName && <p>Ключ «{passkeyName}».</p>}
      <p>{lead}</p>
      <Form action={surface.addresses.removal(factor)} context={context}>
        <OwnPassword errors={errors} />
        <Actions>
          <Button variant="secondary">{button}</Button>
          <LinkButton href={surface.addresses.overview}>Оставить</LinkButton>
        </Actions>
      </Form>
    </FormPage>
  );
}
