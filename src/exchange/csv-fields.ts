/** `open`: a quote has not been closed yet. `broken`: text after a closing quote. */
export type SplitOutcome = string[] | 'open' | 'broken';

/**
 * Splits one record. Quotes count only at a field's beginning (RFC 4180); elsewhere they are text,
 * as in an address that somebody typed.
 */
export function splitFields(text: string, delimiter: string): SplitOutcome {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  for (let from = 0; ; ) {
    if (text[from] !== '"') {
      const end = text.indexOf(delimiter, from);
      if (end < 0) return [...fields, text.slice(from)];
      fields.push(text.slice(from, end));
      from = end + 1;
      continue;
    }
    const close = closingQuote(text, from + 1);
    if (close < 0) return 'open';
    fields.push(text.slice(from + 1, close).replaceAll('""', '"'));
    if (close + 1 === text.length) return fields;
    if (text[close + 1] !== delimiter) return 'broken';
    from = close + 2;
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/** One record as CSV, quoted where it must be. */
export function joinFields(fields: readonly string[], delimiter: string): string {
  return fields
    .map((field) =>
      field.includes(delimiter) || /["\r\n]/.test(field)
        ? `"${field.replaceAll('"', '""')}"`
        : field,
    )
    .join(delimiter);
}

export type Delimiter = ';' | ',';

/** The one that occurs more often in the headings, outside quotes. */
export function detectDelimiter(headingLine: string): Delimiter {
  const bare = headingLine.replace(/"[^"]*"/g, '');
  return bare.split(',').length > bare.split(';').length ? ',' : ';';
}
