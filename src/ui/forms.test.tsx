import { load } from 'cheerio';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { CheckboxField } from './checkbox-field.tsx';
import { ErrorSummary } from './error-summary.page.tsx';
import { Form } from './form.tsx';
import { PasswordField } from './password-field.page.tsx';
import { RadioGroup } from './radio-group.tsx';
import { TextArea } from './text-area.tsx';
import { TextField } from './text-field.tsx';

const context = { formToken: 'token-1' };
const show = (node: Parameters<typeof render>[0]) => load(render(node), null, false);

test('a form that changes something carries the token and its key; a search carries neither', () => {
  const post = show(
    <Form action="/login" context={context} formKey="key-1">
      x
    </Form>,
  );
  expect(post('[name=_token]').val()).toBe('token-1');
  expect(post('[name=_key]').val()).toBe('key-1');
  expect(post('form').attr()).toMatchObject({ method: 'post', novalidate: '' });
  const get = show(
    <Form action="/help" method="get" context={context}>
      x
    </Form>,
  );
  expect(get('input')).toHaveLength(0);
});

test('a field names its hint and its error, in the order they are read', () => {
  const $ = show(
    <TextField name="phone" label="Телефон" hint="С кодом" error="Допишите номер" value="+7" />,
  );
  expect($('label').attr('for')).toBe('phone');
  expect($('input').attr()).toMatchObject({
    id: 'phone',
    name: 'phone',
    value: '+7',
    'aria-invalid': 'true',
    'aria-describedby': 'phone-hint phone-error',
  });
  expect($('#phone-error').text()).toBe('Ошибка: Допишите номер');
  expect($('input').attr('placeholder')).toBeUndefined();
  expect($('input').attr('maxlength')).toBeUndefined();
});

test('a field without an error claims none', () => {
  const $ = show(<TextField name="phone" label="Телефон" error={undefined} />);
  expect($('input').attr('aria-invalid')).toBeUndefined();
  expect($('input').attr('aria-describedby')).toBeUndefined();
  expect($('p')).toHaveLength(0);
});

test('what was typed stays in the field, as text', () => {
  const hostile = '"><script>alert(1)</script>';
  const field = show(<TextField name="a" label="А" value={hostile} />);
  expect(field('input').val()).toBe(hostile);
  expect(field('script')).toHaveLength(0);
  const area = show(<TextArea name="b" label="Б" value={`</textarea>${hostile}`} />);
  expect(area('textarea').text()).toBe(`</textarea>${hostile}`);
  expect(area('script')).toHaveLength(0);
});

test('a password is never written back, and its button waits for the script', () => {
  const $ = show(<PasswordField name="password" label="Пароль" autoComplete="new-password" />);
  expect($('input').attr('value')).toBeUndefined();
  expect($('button[hidden]')).toHaveLength(1);
  expect($('show-password > input')).toHaveLength(1);
});

test('a mark is kept, and none is made in advance', () => {
  expect(show(<CheckboxField name="c" label="Да" />)('[checked]')).toHaveLength(0);
  expect(show(<CheckboxField name="c" label="Да" isChecked />)('[checked]')).toHaveLength(1);
});

test('the error summary leads to the first choice of a group', () => {
  const $ = show(
    <>
      <ErrorSummary errors={[{ field: 'reason', message: 'Выберите причину' }]} />
      <RadioGroup
        name="reason"
        label="Почему"
        error="Выберите причину"
        choices={[
          { value: 'typo', label: 'Ошибка' },
          { value: 'rollover', label: 'Через ноль' },
        ]}
      />
    </>,
  );
  expect($($('.ds-error-summary a').attr('href') ?? '').val()).toBe('typo');
});

test('the error summary takes focus, counts, and says what the fields say', () => {
  const errors = Array.from({ length: 5 }, (_, n) => ({ field: `f${n}`, message: `Ошибка ${n}` }));
  const heading = (count: number) =>
    show(<ErrorSummary errors={errors.slice(0, count)} />)('h2').text();
  expect([1, 2, 5].map(heading)).toEqual([
    'Исправьте ошибку',
    'Исправьте две ошибки',
    'Исправьте ошибки: 5',
  ]);
  expect(show(<ErrorSummary errors={errors} />)('[role=alert]').attr()).toMatchObject({
    tabindex: '-1',
    autofocus: '',
  });
  expect(render(<ErrorSummary errors={[]} />)).toBe('');
});
