import { href } from '#src/routes.ts';
import { Button } from './button.tsx';
import { Form } from './form.tsx';
import type { PageContext } from './page-context.ts';

/** «Выйти»: a form, since a link could be followed by anything that prefetches. */
export function SignOut({ context }: { context: PageContext }) {
  return (
    <Form action={href('logout')} context={context}>
      <Button variant="secondary">Выйти</Button>
    </Form>
  );
}
