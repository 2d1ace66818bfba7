import type { ComponentChildren } from 'preact';
import { Button } from '#src/ui/button.tsx';

/**
 * The button that asks the browser for a passkey and sends its form with the answer. The page asks
 * for the script `pass-key.js`; without it a sentence stands there instead.
 */
export function PassKey(props: {
  /** Makes a new one, or signs in with one that is known. */
  act: 'add' | 'sign-in';
  /** Of the authenticator, as the server made them. */
  options: string;
  variant?: 'primary' | 'secondary';
  children: ComponentChildren;
}) {
  const { act, options, variant, children } = props;
  return (
    <pass-key data-act={act} data-options={options} class="stack">
      <input type="hidden" name="passkey" value="" />
      <p class="muted" data-when="unable">
        Ключ доступа работает, только если в браузере включены скрипты и сайт открыт по защищённому
        адресу. Без них пользуйтесь кодом из приложения.
      </p>
      <div data-when="able" hidden>
        <Button variant={variant}>{children}</Button>
      </div>
      <p class="ds-validation-message" role="alert" data-when="failed" hidden>
        Не получилось. Нажмите кнопку ещё раз и подтвердите запрос браузера.
      </p>
    </pass-key>
  );
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'pass-key': preact.HTMLAttributes<HTMLElement> & {
        'data-act': string;
        'data-options': string;
      };
    }
  }
}
