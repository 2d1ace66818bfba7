import { Button } from '#src/ui/button.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { HeldForm } from './held-form.ts';

/** After signing in: the form whose session had ended goes on by a press of the person's own. */
export function HeldFormPage({ context, held }: { context: PageContext; held: HeldForm }) {
  return (
    <Page context={context} title="Вы вошли">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Вы вошли</h1>
          <p>То, что вы заполнили до входа, ещё не отправлено.</p>
          <Form action={held.address} context={context}>
            {Object.entries(held.fields).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <Button isWide>Продолжить отправку</Button>
          </Form>
        </section>
      </div>
    </Page>
  );
}
