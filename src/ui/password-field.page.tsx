import { Field, type FieldTexts, fieldIds } from './field.page.tsx';

/**
 * A password is never shown again, so it has no value. The page that has this field asks for the
 * script `show-password.js`; without it the button stays hidden.
 */
export function PasswordField(
  props: FieldTexts & { autoComplete: 'current-password' | 'new-password' },
) {
  const { control, id } = fieldIds(props);
  return (
    <Field {...props}>
      <show-password>
        <input
          {...control}
          class="ds-input"
          type="password"
          autoComplete={props.autoComplete}
          autoCapitalize="none"
          spellcheck={false}
        />
        <button
          class="ds-button"
          data-variant="tertiary"
          type="button"
          aria-controls={id}
          aria-pressed="false"
          hidden
        >
          Показать<span class="ds-sr-only"> пароль</span>
        </button>
      </show-password>
    </Field>
  );
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'show-password': preact.HTMLAttributes<HTMLElement>;
    }
  }
}
