import type { ComponentChildren } from 'preact';
import { FieldHint, FieldMessage, type FieldTexts, fieldIds } from './field.page.tsx';

export type RadioChoice = {
  value: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
};

/** The first choice bears the group's id, so that an error summary leads to it. */
export function RadioGroup(
  props: FieldTexts & { choices: readonly RadioChoice[]; value?: string | null },
) {
  const { id, hintId, errorId, control } = fieldIds(props);
  return (
    <fieldset class="ds-fieldset methods" aria-describedby={control['aria-describedby']}>
      <legend class="ds-label">{props.label}</legend>
      <FieldHint id={hintId}>{props.hint}</FieldHint>
      {props.choices.map((choice, index) => (
        <Choice
          key={choice.value}
          choice={choice}
          name={props.name}
          id={index === 0 ? id : `${id}-${choice.value}`}
          isChecked={choice.value === props.value}
          isInvalid={Boolean(props.error)}
        />
      ))}
      <FieldMessage id={errorId} error={props.error} />
    </fieldset>
  );
}

function Choice(props: {
  choice: RadioChoice;
  name: string;
  id: string;
  isChecked: boolean;
  isInvalid: boolean;
}) {
  const { choice, name, id, isChecked, isInvalid } = props;
  const hintId = choice.hint ? `${id}-hint-of` : undefined;
  return (
    <div class="ds-field" data-variant="outline">
      <input
        class="ds-input"
        type="radio"
        name={name}
        id={id}
        value={choice.value}
        checked={isChecked}
        aria-invalid={isInvalid ? 'true' : undefined}
        aria-describedby={hintId}
      />
      <label class="ds-label" for={id}>
        {choice.label}
      </label>
      <FieldHint id={hintId}>{choice.hint}</FieldHint>
    </div>
  );
}
