import type { BankAgentTerms } from '#src/banks/bank-agents-store.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { FileField } from '#src/ui/file-field.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { templateText } from './bank-files.ru.ts';
import { SelectField } from './entry-form.page.tsx';

type FilesProps = {
  context: PageContext;
  desk: Desk;
  agents: readonly Pick<BankAgentTerms, 'agent' | 'name'>[];
  templates: readonly string[];
  values: Readonly<Record<string, string>>;
  errors: FieldError[];
};

/** Files of banks that come by hand: taken here, posted only when two have agreed. */
export function BankFilesPage(props: FilesProps) {
  const { context, desk, errors } = props;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Загрузить файл банка"
      section="banks"
      hasErrors={errors.length > 0}
    >
      <header class="shead">
        <div>
          <h1>Загрузить файл банка</h1>
          <p>Файл принимаем целиком или не принимаем совсем. До 8 МБ.</p>
        </div>
        <LinkButton href={href('staffBanks')} variant="secondary">
          К банкам
        </LinkButton>
      </header>
      <ErrorSummary errors={errors} />
      <RegistryForm {...props} />
      <StatementForm {...props} />
    </StaffPage>
  );
}

function RegistryForm({ context, agents, templates, values, errors }: FilesProps) {
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <section class="spanel narrow" aria-labelledby="f-registry">
      <h2 id="f-registry">Реестр платежей</h2>
      {agents.length === 0 ? (
        <p class="hint">
          Банков, чьи реестры проводят вдвоём, пока нет: их заводит инженер командой{' '}
          <code>ochag bank-agent add</code>.
        </p>
      ) : (
        <Form action={href('staffBankFiles')} context={context} hasFiles>
          <input type="hidden" name="kind" value="registry" />
          <SelectField
            {...field('agent')}
            label="Чей реестр"
            choices={[['', 'Выберите'], ...agents.map(({ agent, name }) => [agent, name] as const)]}
          />
          <SelectField
            {...field('template')}
            label="Шаблон"
            choices={[
              ['', 'Выберите'],
              ...templates.map((name) => [name, templateText[name] ?? name] as const),
            ]}
          />
          <FileField
            name="registryFile"
            label="Файл реестра"
            hint="После загрузки увидите, сколько платежей найдут свои счета. Деньги зачислим, когда реестр подтвердит второй сотрудник."
            error={errorOf(errors, 'registryFile')}
          />
          <div class="actions">
            <Button>Загрузить реестр</Button>
          </div>
        </Form>
      )}
    </section>
  );
}

function StatementForm({ context, errors }: FilesProps) {
  return (
    <section class="spanel narrow" aria-labelledby="f-statement">
      <h2 id="f-statement">Выписка по нашему счёту</h2>
      <Form action={href('staffBankFiles')} context={context} hasFiles>
        <input type="hidden" name="kind" value="statement" />
        <FileField
          name="statementFile"
          label="Файл выписки"
          hint="1CClientBankExchange (kl_to_1c.txt). Поступления сверим с реестрами; на счета жителей выписка ничего не зачисляет."
          accept=".txt"
          error={errorOf(errors, 'statementFile')}
        />
        <div class="actions">
          <Button>Загрузить выписку</Button>
        </div>
      </Form>
    </section>
  );
}
