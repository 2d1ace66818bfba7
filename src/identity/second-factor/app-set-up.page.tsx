import { errorOf } from '#src/ui/error-summary.page.tsx';
import type { FieldError } from '#src/ui/page-context.ts';
import { TextField } from '#src/ui/text-field.tsx';
import type { AppOffer } from './authenticator-app.ts';
import { QrCode } from './qr-code.page.tsx';
import { type TotpNames, totpAddress } from './totp.ts';

/** Groups of four are easier to copy by hand. */
const inFours = (text: string): string => text.replace(/.{4}(?=.)/g, '$& ');

/** What stands in the form that adds an application: the code to scan, and the field for its answer. */
export function AppSetUp(props: { offer: AppOffer; names: TotpNames; errors: FieldError[] }) {
  const { offer, names, errors } = props;
  return (
    <>
      <ol class="plain stack">
        <li>
          Установите на телефон приложение для одноразовых кодов: Яндекс Ключ, Google Authenticator
          или другое.
        </li>
        <li>
          <p>Отсканируйте им этот рисунок.</p>
          <QrCode
            text={totpAddress(offer.totpSecret, names)}
            label="QR-код для приложения. То же самое написано ниже словами"
          />
          <p>
            Не получается? Введите ключ вручную, тип «по времени»:{' '}
            <code class="token">{inFours(offer.totpSecret)}</code>
          </p>
        </li>
        <li>Введите шесть цифр, которые покажет приложение.</li>
      </ol>
      <input type="hidden" name="sealed" value={offer.sealed} />
      <CodeField errors={errors} />
    </>
  );
}

export function CodeField({ errors }: { errors: FieldError[] }) {
  return (
    <TextField
      name="code"
      label="Код из приложения"
      hint="Шесть цифр, например: 123 456"
      error={errorOf(errors, 'code')}
      inputMode="numeric"
      autoComplete="one-time-code"
      size={8}
    />
  );
}
