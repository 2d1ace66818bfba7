import type { ReadingEntry } from '#src/meters/list-readings.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatMonth } from '#src/ui/format.ru.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { ReadingFacts } from './reading-done.page.tsx';

/** What is taken back cannot be put back, so it is shown once more. */
export function WithdrawalPage(props: {
  context: PageContext;
  personalAccount: PersonalAccount;
  reading: ReadingEntry;
  confirmation: string;
}) {
  const { context, personalAccount, reading, confirmation } = props;
  const { number } = personalAccount;
  return (
    <Page context={context} title="Отозвать показание" section="readings">
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Отозвать показание?</h1>
        <p>
          В счёт за {formatMonth(reading.billingMonth)} оно не войдёт, а в истории останется с
          отметкой «Отозвано». Вернуть его нельзя, можно передать новое.
        </p>
        <ReadingFacts personalAccount={personalAccount} reading={reading} />
        <Form
          action={href('readingWithdrawal', { number, confirmation })}
          context={context}
          layout="actions"
        >
          <Button variant="secondary">Отозвать показание</Button>
          <LinkButton href={href('readingConfirmation', { number, confirmation })}>
            Оставить
          </LinkButton>
        </Form>
      </section>
    </Page>
  );
}
