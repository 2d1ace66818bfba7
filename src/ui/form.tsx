import type { ComponentChildren } from 'preact';
import type { PageContext } from './page-context.ts';

/**
 * A form that the server checks. A POST carries the page's token, and `formKey`, when given, as
 * `_key`: one key, one deed, so that a double click or a refresh does nothing twice.
 */
export function Form(props: {
  action: string;
  method?: 'post' | 'get';
  context: Pick<PageContext, 'formToken'>;
  formKey?: string;
  /** Fields one below another (the default), or buttons in a row. */
  layout?: 'stack' | 'actions' | 'inline';
  id?: string;
  hasFiles?: boolean;
  children: ComponentChildren;
}) {
  const { action, method = 'post', context, formKey, layout = 'stack', id, children } = props;
  const encoding = props.hasFiles ? 'multipart/form-data' : undefined;
  return (
    <form action={action} method={method} encType={encoding} noValidate class={layout} id={id}>
      {method === 'post' && <input type="hidden" name="_token" value={context.formToken} />}
      {formKey !== undefined && <input type="hidden" name="_key" value={formKey} />}
      {children}
    </form>
  );
}
