import { z } from 'zod';
import { formValues, readForm, textField } from '#src/http/forms.ts';
import { type ApiScope, apiScopes, tokenLifetimesDays } from '#src/identity/api-scopes.ts';
import type { NewApiToken } from '#src/identity/api-tokens.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import {
  tokenLifetimeMissing,
  tokenNameMissing,
  tokenNameTooLong,
  tokenScopesMissing,
} from './profile.ru.ts';

/** Each right is a box of its own: `scope-read`, `scope-readings-write`. */
export const scopeField = (scope: ApiScope): string => `scope-${scope.replace(':', '-')}`;

const tokenForm = z.object({
  tokenName: textField(60, tokenNameTooLong).refine((text) => text !== '', tokenNameMissing),
  tokenLifetime: z.preprocess(
    Number,
    z.literal([...tokenLifetimesDays], { error: tokenLifetimeMissing }),
  ),
});

type TokenForm =
  | { ok: true; value: Omit<NewApiToken, 'passwordHash'> }
  | { ok: false; errors: FieldError[] };

/** The form of a new token; a right that nobody ticked is not given. */
export function readTokenForm(body: unknown): TokenForm {
  const values = formValues(body);
  const scopes = apiScopes.filter((scope) => values[scopeField(scope)] === 'yes');
  const form = readForm(tokenForm, body);
  const errors = form.ok ? [] : form.errors;
  if (scopes.length === 0) {
    errors.push({ field: scopeField('read'), message: tokenScopesMissing });
  }
  if (!form.ok || errors.length > 0) return { ok: false, errors };
  const { tokenName: name, tokenLifetime: lifetimeDays } = form.value;
  return { ok: true, value: { name, scopes, lifetimeDays, key: values._key } };
}
