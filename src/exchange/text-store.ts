/** The bytes of 200 000 rows' texts, twice. */
const MOST_BYTES = 100_000_000;
const LONGEST = 1 << 17;

/** Many texts as bytes: a million strings would cost their length thrice, and the collector's time. */
export class TextStore {
  #bytes = Buffer.alloc(1 << 16);
  #ends = new Uint32Array(1 << 10);
  #count = 0;

  /** False when there is no more room. */
  add(text: string): boolean {
    const start = this.#endOf(this.#count);
    if (text.length > LONGEST || start + text.length > MOST_BYTES) return false;
    const most = start + text.length * 3;
    if (most > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], Math.max(most, this.#bytes.length * 2));
    }
    if (this.#count === this.#ends.length) {
      const ends = new Uint32Array(this.#ends.length * 2);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#ends[this.#count] = start + this.#bytes.write(text, start);
    this.#count += 1;
    return true;
  }

  get(index: number): string {
    if (!(index >= 0 && index < this.#count)) return '';
    return this.#bytes.toString('utf8', this.#endOf(index), this.#endOf(index + 1));
  }

  /** Where the first `count` texts end. */
  #endOf(count: number): number {
    return count === 0 ? 0 : (this.#ends[count - 1] ?? 0);
  }
}
