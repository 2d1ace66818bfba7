/** SQL: the first day that differs between what is (`m`) and what was (`r`); null: all are the same. */
export const firstChanged = (...columns: readonly string[]): string =>
  `least(${columns
    .map((one) => `case when m.${one} is distinct from r.${one} then least(m.${one}, r.${one}) end`)
    .join(', ')})`;
