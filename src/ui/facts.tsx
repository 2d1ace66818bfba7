import type { ComponentChildren } from 'preact';

export type FactItem = {
  term: ComponentChildren;
  value: ComponentChildren;
  /** In small type below the term. */
  note?: ComponentChildren;
  /** A number with its unit: never broken, digits in columns. */
  isNumber?: boolean;
  /** The sum of those above: a rule over it. */
  isTotal?: boolean;
};

/** Label on the left, number on the right. `isTight`: inside small cards. */
export function Facts(props: {
  items?: readonly FactItem[];
  /** Or `div > dt + dd`, written out. */
  isTight?: boolean;
  children?: ComponentChildren;
}) {
  return (
    <dl class={props.isTight ? 'facts facts--tight' : 'facts'}>
      {props.items?.map((item, index) => (
        <Fact key={index} {...item} />
      ))}
      {props.children}
    </dl>
  );
}

function Fact({ term, value, note, isNumber = false, isTotal = false }: FactItem) {
  return (
    <div class={isTotal ? 'is-total' : undefined}>
      <dt>
        {term}
        {note && <span class="sub">{note}</span>}
      </dt>
      <dd class={isNumber ? 'num' : undefined}>{value}</dd>
    </div>
  );
}
