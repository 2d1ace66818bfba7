/**
 * Rows gathered as bytes, in the text format of COPY. Strings that grow by a million rows are long
 * chains to the garbage collector; bytes are nothing to it, and the room is used again.
 */
export class RowBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(size = 1 << 16) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  append(text: string): void {
    const most = this.#length + text.length * BYTES_OF_A_UNIT;
    if (most > this.#bytes.length) this.#grow(most);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Valid until the next `append` or `clear`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #grow(least: number): void {
    const greater = Buffer.allocUnsafeSlow(Math.max(least, this.#bytes.length * 2));
    this.#bytes.copy(greater, 0, 0, this.#length);
    this.#bytes = greater;
  }
}

/** At most, of UTF-8. */
const BYTES_OF_A_UNIT = 3;
