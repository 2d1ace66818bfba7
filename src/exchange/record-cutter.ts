import { splitFields } from './csv-fields.ts';

export type SourceRecord = {
  /** Number of its first line in the file, from 1; headings are line 1. */
  line: number;
  fields: string[];
  /** Its quotes make no sense: `fields` only shows what stood there. */
  isBroken?: true;
};

/** A quoted field may hold line breaks; a record longer than this has lost its closing quote. */
const MOST_LINES = 20;

/**
 * Cuts lines into records. A stray quote costs its own line only: csv-parse would lose everything
 * up to the file's end, and takes five times as long when it counts lines.
 */
export class RecordCutter {
  readonly #delimiter: string;
  readonly #fieldCount: number;
  #nextLine: number;
  #pending: string[] = [];

  constructor(options: { delimiter: string; fieldCount: number; firstLine: number }) {
    this.#delimiter = options.delimiter;
    this.#fieldCount = options.fieldCount;
    this.#nextLine = options.firstLine;
  }

  take(lines: readonly string[]): SourceRecord[] {
    const records: SourceRecord[] = [];
    for (const line of lines) this.#takeLine(line, records);
    return records;
  }

  /** What was left open when the file ended. */
  end(): SourceRecord[] {
    const records: SourceRecord[] = [];
    while (this.#pending.length > 0) this.#giveUp(records);
    return records;
  }

  #takeLine(line: string, records: SourceRecord[]): void {
    this.#nextLine += 1;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (this.#pending.length === 0 && !text.includes('"')) {
      const fields = text.split(this.#delimiter);
      if (!isBlank(fields)) records.push({ line: this.#nextLine - 1, fields });
      return;
    }
    this.#pending.push(text);
    this.#cutPending(records);
  }

  #cutPending(records: SourceRecord[]): void {
    const fields = splitFields(this.#pending.join('\n'), this.#delimiter);
    if (fields === 'open' && this.#pending.length < MOST_LINES) return;
    const isWhole = Array.isArray(fields);
    if (!isWhole || (this.#pending.length > 1 && fields.length !== this.#fieldCount)) {
      this.#giveUp(records);
      return;
    }
    records.push({ line: this.#nextLine - this.#pending.length, fields });
    this.#pending = [];
  }

  /** The first pending line is broken by itself; those after it begin anew. */
  #giveUp(records: SourceRecord[]): void {
    const [broken = '', ...rest] = this.#pending;
    const line = this.#nextLine - this.#pending.length;
    records.push({ line, fields: broken.split(this.#delimiter), isBroken: true });
    this.#pending = [];
    this.#nextLine = line + 1;
    for (const text of rest) this.#takeLine(text, records);
  }
}

const isBlank = (fields: readonly string[]): boolean =>
  fields.every((field) => field === '' || field.trim() === '');
