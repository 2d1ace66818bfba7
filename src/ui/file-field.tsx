import { Field, type FieldTexts, fieldIds } from './field.page.tsx';

/** A file to be sent: its form must say `hasFiles`. */
export function FileField(props: FieldTexts & { accept?: string }) {
  return (
    <Field {...props}>
      <input {...fieldIds(props).control} class="ds-input" type="file" accept={props.accept} />
    </Field>
  );
}
