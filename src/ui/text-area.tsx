import { Field, type FieldTexts, fieldIds } from './field.page.tsx';

export function TextArea(props: FieldTexts & { value?: string | null; rows?: number }) {
  const { value, rows = 4 } = props;
  return (
    <Field {...props}>
      <textarea {...fieldIds(props).control} class="ds-input" rows={rows}>
        {value ?? ''}
      </textarea>
    </Field>
  );
}
