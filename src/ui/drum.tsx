import type { ComponentChildren } from 'preact';

/**
 * A reading as the meter's own face: windows with leading zeros and, where we teach what to type,
 * red windows of the fraction. `label` says it to screen readers: «Прошлое показание 8642».
 */
export function Drum(props: {
  value: string;
  integerDigits: number;
  /** Red windows; empty unless the value has a fraction. */
  decimalDigits?: number;
  size?: 'md' | 'lg';
  label: string;
}) {
  const { value, integerDigits, decimalDigits = 0, size = 'md', label } = props;
  const [whole = '', fraction = ''] = value.split('.');
  const digits = [...whole.padStart(integerDigits, '0')];
  const firstTold = Math.min(digits.findIndex((digit) => digit !== '0') >>> 0, digits.length - 1);
  const decimals = [...fraction.padEnd(decimalDigits, fraction ? '0' : ' ')].slice(
    0,
    decimalDigits,
  );
  return (
    <span class={size === 'lg' ? 'drum drum--lg' : 'drum'} role="img" aria-label={label}>
      {digits.map((digit, index) => (
        <i key={index} class={index < firstTold ? 'z' : undefined}>
          {digit}
        </i>
      ))}
      {decimals.map((digit, index) => (
        <b key={index}>{digit.trim()}</b>
      ))}
    </span>
  );
}

/** Drums side by side with words above them: the new reading large, the last one small. */
export function DrumRow(props: {
  items: readonly { caption: ComponentChildren; drum: ComponentChildren }[];
}) {
  return (
    <div class="check__top">
      {props.items.map(({ caption, drum }, index) => (
        <div key={index}>
          <p class="muted">{caption}</p>
          {drum}
        </div>
      ))}
    </div>
  );
}
