import { Field, type FieldTexts, fieldIds } from './field.page.tsx';

export type TextFieldProps = FieldTexts & {
  value?: string | null;
  type?: 'text' | 'email' | 'tel' | 'search' | 'date';
  inputMode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | 'search';
  autoComplete?: string;
  /** Width in characters, when the answer's length is known. */
  size?: number;
  spellCheck?: boolean;
  autoCapitalize?: 'none' | 'words' | 'sentences';
  /** For people who work by the keyboard; say it in the label. */
  accessKey?: string;
  /** The id of the form that it belongs to, when it stands outside of it. */
  form?: string;
  /** Large digits: a reading, a sum of money. */
  look?: 'reading' | 'sum';
};

/** No placeholder, mask or maxlength: nothing that hides the label or swallows what is typed. */
export function TextField(props: TextFieldProps) {
  return (
    <Field {...props}>
      <TextInput {...props} />
    </Field>
  );
}

/** The control alone, for a field that puts a button beside it. */
export function TextInput(props: TextFieldProps) {
  const { value, type = 'text', inputMode, autoComplete, size, look } = props;
  return (
    <input
      {...fieldIds(props).control}
      class={look ? `ds-input input-${look}` : 'ds-input'}
      // The types want one literal; at run time each of ours is as good.
      type={type as 'text'}
      inputMode={inputMode}
      autoComplete={autoComplete}
      size={size}
      spellcheck={props.spellCheck}
      autoCapitalize={props.autoCapitalize}
      accessKey={props.accessKey}
      form={props.form}
      value={value ?? undefined}
    />
  );
}
