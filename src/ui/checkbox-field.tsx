import { FieldHint, FieldMessage, type FieldTexts, fieldIds } from './field.page.tsx';

export function CheckboxField(props: FieldTexts & { value?: string; isChecked?: boolean }) {
  const { control, id, hintId, errorId } = fieldIds(props);
  return (
    <div class="ds-field">
      <input
        {...control}
        class="ds-input"
        type="checkbox"
        value={props.value ?? '1'}
        checked={props.isChecked}
      />
      <label class="ds-label" for={id}>
        {props.label}
      </label>
      <FieldHint id={hintId}>{props.hint}</FieldHint>
      <FieldMessage id={errorId} error={props.error} />
    </div>
  );
}
