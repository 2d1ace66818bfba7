import { z } from 'zod';
import type { FieldError } from '#src/ui/page-context.ts';

/** What the person typed, to show again; a password never is. */
export type FormValues = Record<string, string>;

export type FormResult<T> =
  | { ok: true; value: T }
  | { ok: false; errors: FieldError[]; values: FormValues };

const SECRET_FIELDS = new Set([
  'password',
  'newPassword',
  '_token',
  'code',
  'recoveryCode',
  'passkey',
  'sealed',
]);

/** A browser sends each field once as text; a repeated one is somebody's experiment: the first counts. */
export function formValues(body: unknown): FormValues {
  const values: FormValues = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') values[name] = first.replaceAll('\u0000', '').normalize('NFC');
  }
  return values;
}

export function shownValues(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !SECRET_FIELDS.has(name)));
}

/** Checks a form on the server; the first message of each field, in the order of the schema. */
export function readForm<T>(schema: z.ZodType<T>, body: unknown): FormResult<T> {
  const values = formValues(body);
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0] ?? '');
    if (!errors.has(field)) errors.set(field, message);
  }
  return {
    ok: false,
    errors: [...errors].map(([field, message]) => ({ field, message })),
    values: shownValues(values),
  };
}

/** A text field: trimmed, inner white space folded; absent is empty. */
export const textField = (max: number, tooLong: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.replace(/\s+/gu, ' ').trim() : ''),
    z.string().max(max, tooLong),
  );
