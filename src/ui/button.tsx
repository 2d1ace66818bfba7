import type { ComponentChildren } from 'preact';

type ButtonVariant = 'primary' | 'secondary' | 'tertiary';

type Look = {
  /** primary: at most one on a view. */
  variant?: ButtonVariant;
  /** As wide as its container; without it, wide on phones only. */
  isWide?: boolean;
};

const look = ({ variant = 'primary', isWide = false }: Look) => ({
  // A quiet one has no border to be wide with.
  class: variant === 'tertiary' ? 'ds-button btn-quiet' : 'ds-button btn-wide',
  ...(variant === 'primary' ? {} : { 'data-variant': variant }),
  ...(isWide ? { 'data-fullwidth': true } : {}),
});

export function Button(
  props: Look & {
    type?: 'submit' | 'button';
    name?: string;
    value?: string;
    /** Sends the form elsewhere: a second deed of the same form. */
    formAction?: string;
    children: ComponentChildren;
  },
) {
  const { type = 'submit', name, value, formAction, children } = props;
  return (
    <button {...look(props)} type={type} name={name} value={value} formaction={formAction}>
      {children}
    </button>
  );
}

export function LinkButton(props: Look & { href: string; children: ComponentChildren }) {
  return (
    <a {...look(props)} href={props.href}>
      {props.children}
    </a>
  );
}

/** Buttons side by side, one below another on a phone. */
export function Actions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}
