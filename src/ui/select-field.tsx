import { Field, type FieldTexts, fieldIds } from './field.page.tsx';

export type SelectFieldProps = FieldTexts & {
  value?: string;
  options: readonly { value: string; label: string }[];
};

/** One of a short list, by the browser's own control. */
export function SelectField(props: SelectFieldProps) {
  const { name, value, options } = props;
  return (
    <Field {...props}>
      <select {...fieldIds(props).control} class="ds-input" name={name}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
