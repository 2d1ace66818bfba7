import type { JsonSchema } from './api-document.ts';

const typeNames: Record<string, string> = {
  string: 'строка',
  integer: 'целое число',
  number: 'число',
  boolean: 'true или false',
  object: 'объект',
  null: 'null',
};
const formatNames: Record<string, string> = {
  date: 'дата ГГГГ-ММ-ДД',
  'date-time': 'момент ISO 8601, UTC',
};

export const nameOfReference = (reference: string): string =>
  (reference.split('/').at(-1) ?? reference).replace(/Input$/, '');

/** «строка», «список: Meter», «дата ГГГГ-ММ-ДД или null» */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref) return nameOfReference(schema.$ref);
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' или ');
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.items) return `список: ${typeText(schema.items)}`;
  if (schema.format && formatNames[schema.format]) return formatNames[schema.format] ?? '';
  const types = [schema.type ?? 'object'].flat();
  return types.map((type) => typeNames[type] ?? type).join(' или ');
}

export const placeNames = { path: 'в адресе', query: 'в запросе', header: 'заголовок' };
