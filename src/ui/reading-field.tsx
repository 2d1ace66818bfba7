import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Field } from './field.page.tsx';
import { type TextFieldProps, TextInput } from './text-field.tsx';

/** The field of a reading with its button beside it, below it on a phone. */
export function ReadingField(props: TextFieldProps & { button?: ComponentChildren }) {
  return (
    <Field {...props}>
      <div class="reading__go">
        <TextInput inputMode="decimal" autoComplete="off" {...props} look="reading" />
        {props.button && <Button>{props.button}</Button>}
      </div>
    </Field>
  );
}
