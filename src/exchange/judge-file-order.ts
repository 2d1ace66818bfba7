/** A line about one meter. Whole numbers only: thousandths of m³, days since any day. */
export type OrderedLine = {
  line: number;
  meter: number;
  value: number;
  day: number;
  /** The most that the meter lets through in a day. */
  mostPerDay: number;
  /** Our books have an earlier reading, so that the line has been judged by that. */
  hasPrevious: boolean;
  /** It is in our books already: never at fault. */
  isKnown: boolean;
};

export type OrderFault = {
  line: number;
  fault: 'below_previous' | 'impossible_volume' | 'against_next';
  /** The line that it contradicts, whose value and day are shown. */
  other: OrderedLine;
};

/** Judges lines that come in the order of meters and days. */
export class FileOrderJudge {
  readonly #judged: (fault: OrderFault) => void;
  #window: OrderedLine[] = [];
  #last: OrderedLine | null = null;

  constructor(judged: (fault: OrderFault) => void) {
    this.#judged = judged;
  }

  take(line: OrderedLine): void {
    if (this.#window[0] && this.#window[0].meter !== line.meter) this.end();
    this.#window.push(line);
    if (this.#window.length === 3) this.#judgeFirst();
  }

  end(): void {
    while (this.#window.length > 0) this.#judgeFirst();
    this.#last = null;
  }

  /** Each by the last line before it that was not refused, so one bad line spoils no other. */
  #judgeFirst(): void {
    const [line, next, afterNext] = this.#window;
    this.#window.shift();
    if (!line) return;
    const fault = line.isKnown ? null : this.#faultOf(line, { next, afterNext });
    if (fault) this.#judged(fault);
    else this.#last = line;
  }

  #faultOf(
    line: OrderedLine,
    { next, afterNext }: Record<'next' | 'afterNext', OrderedLine | undefined>,
  ): OrderFault | null {
    if (this.#last) {
      const fault = contradiction(this.#last, line);
      return fault && { line: line.line, fault, other: this.#last };
    }
    // Nothing is before it: if those after it agree with each other and not with it, it is wrong.
    if (line.hasPrevious || !next || !afterNext) return null;
    const isAlone = contradiction(line, next) && contradiction(line, afterNext);
    return isAlone && !contradiction(next, afterNext)
      ? { line: line.line, fault: 'against_next', other: next }
      : null;
  }
}

function contradiction(before: OrderedLine, line: OrderedLine): OrderFault['fault'] | null {
  const volume = line.value - before.value;
  if (volume < 0) return 'below_previous';
  const days = Math.max(line.day - before.day, 1);
  return volume > line.mostPerDay * days ? 'impossible_volume' : null;
}
