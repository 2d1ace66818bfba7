import type { StagedValue } from './staged-columns.ts';

const special = /[\\\n\r\t]/;

/** One row in PostgreSQL's text format of COPY. */
export function copyRow(values: readonly StagedValue[]): string {
  let row = '';
  for (const [index, value] of values.entries()) {
    if (index > 0) row += '\t';
    if (value === null) row += '\\N';
    else if (value === true) row += 't';
    else if (value === false) row += 'f';
    else if (typeof value === 'number') row += value;
    else row += special.test(value) ? escapeField(value) : value;
  }
  return `${row}\n`;
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeField = (text: string): string =>
  text.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character);
