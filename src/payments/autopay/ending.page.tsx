import type { ComponentChildren } from 'preact';
import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';

type Props = { context: PageContext };

/** Whoever has the letter may end autopay and learns nothing else. */
export function EndingPage({ context, token }: Props & { token: string }) {
  return (
    <Narrow context={context} title="Выключить автоплатёж?">
      <p>Больше мы ничего не спишем, и то, о чём написали в письме, тоже. Платить будете сами.</p>
      <Form action={href('autopayEnding', { token })} context={context}>
        <Button isWide>Выключить автоплатёж</Button>
      </Form>
    </Narrow>
  );
}

export function EndedPage({ context }: Props) {
  return (
    <Narrow context={context} title="Автоплатёж выключен">
      <p>
        Больше мы ничего не спишем. Сохранённый способ оплаты остался; удалить его или включить
        автоплатёж снова можно в кабинете.
      </p>
      <Actions>
        <LinkButton href={href('paymentMethods')} variant="secondary">
          Сохранённые способы оплаты
        </LinkButton>
      </Actions>
    </Narrow>
  );
}

export function EndingGonePage({ context }: Props) {
  return (
    <Narrow context={context} title="Ссылка больше не действует">
      <p>
        Ею уже воспользовались, или она устарела. Посмотреть и выключить автоплатёж можно в
        кабинете: «Оплата», затем «Автоплатёж».
      </p>
      <Actions>
        <LinkButton href={href('accounts')}>Открыть кабинет</LinkButton>
      </Actions>
    </Narrow>
  );
}

function Narrow(props: Props & { title: string; children: ComponentChildren }) {
  return (
    <Page context={props.context} title={props.title}>
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">{props.title}</h1>
          {props.children}
        </section>
      </div>
    </Page>
  );
}
