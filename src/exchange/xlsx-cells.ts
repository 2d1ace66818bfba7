import type { TextStore } from './text-store.ts';

/** A cell as it stands in a worksheet: its type, its style's format, and what it holds. */
export type RawCell = {
  type: string;
  format: string;
  value: string | null;
  formula: string | null;
};

export type CellTexts = { texts: TextStore; hasDatesSince1904: boolean };

/** A cell as a person would have typed it into a CSV. */
export function textOf(
  { type, format, value, formula }: RawCell,
  { texts, hasDatesSince1904 }: CellTexts,
): string {
  // A formula that was never calculated is shown as it stands: no column takes it for a value.
  if (value === null) return formula === null ? '' : `=${formula}`;
  if (type === 's') return unescaped(texts.get(Number(value)));
  if (type === 'd') return value.replace(/T00:00:00(\.0+)?Z?$/, '');
  if (type !== 'n') return unescaped(value);
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return value;
  return isDate(format) ? dateText(number, hasDatesSince1904) : numberText(number, format);
}

/** Signs that XML cannot hold stand as `_x000D_`. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;

const dates = new Map<string, boolean>();

/** Days, months, years or hours outside of quotes, brackets and escapes. */
function isDate(format: string): boolean {
  const known = dates.get(format);
  if (known !== undefined) return known;
  const is = /[dmyhs]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|General/g, ''));
  if (dates.size < 1_000) dates.set(format, is);
  return is;
}

/** Excel itself keeps fifteen digits; the format `000000000000` shows leading zeros. */
function numberText(value: number, format: string): string {
  const rounded = Number(value.toPrecision(15));
  const text = Number.isInteger(rounded) ? rounded.toFixed(0) : String(rounded);
  return /^0+$/.test(format) && !text.startsWith('-') ? text.padStart(format.length, '0') : text;
}

const DAY_MS = 86_400_000;
/** Its day 60, 29 February 1900, never was; nobody's register is older. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

function dateText(days: number, hasDatesSince1904: boolean): string {
  const epoch = hasDatesSince1904 ? EPOCH_1904 : EPOCH_1900;
  const date = new Date(epoch + Math.round(days * DAY_MS));
  const isUsual = date.getTime() > epoch && date.getUTCFullYear() <= 9999;
  return isUsual ? date.toISOString().replace('T00:00:00.000Z', '') : String(days);
}
