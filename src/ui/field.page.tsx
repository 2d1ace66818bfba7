import type { ComponentChildren } from 'preact';

/** What every field may say besides its control. */
export type FieldTexts = {
  /** Also the id: error summaries link to it. */
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | null;
  /** When several forms of one page have a field of this name. */
  id?: string;
};

export function fieldIds({ name, id = name, hint, error }: FieldTexts) {
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  return {
    id,
    hintId,
    errorId,
    control: {
      id,
      name,
      'aria-invalid': error ? ('true' as const) : undefined,
      'aria-describedby': [hintId, errorId].filter(Boolean).join(' ') || undefined,
    },
  };
}

export function FieldHint({ id, children }: { id?: string; children?: ComponentChildren }) {
  if (!id) return null;
  return (
    <p data-field="description" id={id}>
      {children}
    </p>
  );
}

export function FieldMessage({ id, error }: { id?: string; error?: string | null }) {
  if (!id) return null;
  return (
    <p class="ds-validation-message" data-field="validation" id={id}>
      <span class="ds-sr-only">Ошибка: </span>
      {error}
    </p>
  );
}

/** Label, hint, control, message: in this order, for eyes and screen readers alike. */
export function Field(props: FieldTexts & { children: ComponentChildren }) {
  const { id, hintId, errorId } = fieldIds(props);
  return (
    <div class="ds-field">
      <label class="ds-label" for={id}>
        {props.label}
      </label>
      <FieldHint id={hintId}>{props.hint}</FieldHint>
      {props.children}
      <FieldMessage id={errorId} error={props.error} />
    </div>
  );
}
