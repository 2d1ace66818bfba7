import type { FieldError } from './page-context.ts';

const heading = (count: number): string => {
  if (count === 1) return 'Исправьте ошибку';
  return count === 2 ? 'Исправьте две ошибки' : `Исправьте ошибки: ${count}`;
};

/** Takes focus by itself, without scripts; each link says what its field says. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  if (errors.length === 0) return null;
  return (
    <div
      class="ds-error-summary"
      role="alert"
      tabIndex={-1}
      autofocus
      aria-labelledby="error-summary"
      data-color="danger"
    >
      <h2 id="error-summary">{heading(errors.length)}</h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li key={field}>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The message of one field, for its `error`. */
export function errorOf(errors: readonly FieldError[], field: string): string | undefined {
  return errors.find((error) => error.field === field)?.message;
}
