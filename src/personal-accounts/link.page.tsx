import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateTime } from '#src/ui/format.ru.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { stateColor, Tag } from '#src/ui/tag.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { linkingStateText } from './linking-form.ru.ts';
import { RequestComment } from './linking-request.page.tsx';
import type { LinkingRequest } from './linking-requests.ts';

export type LinkProps = {
  context: PageContext;
  values: Record<string, string>;
  errors: FieldError[];
  /** The claim was refused: sending it to staff comes to the front. */
  isRefused: boolean;
  requests: LinkingRequest[];
};

export function LinkPage(props: LinkProps) {
  const { context, values, errors, isRefused, requests } = props;
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <Page context={context} title="Добавить лицевой счёт" hasErrors={errors.length > 0}>
      <div class="page-head">
        <h1>Добавить лицевой счёт</h1>
      </div>
      <div class="cols">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card" aria-label="Данные счёта">
            <Form action={href('accountLink')} context={context}>
              <TextField
                {...field('accountNumber')}
                label="Номер лицевого счёта"
                hint="Есть в любой квитанции. Подойдёт и ЕЛС"
                autoComplete="off"
              />
              <TextField
                {...field('holderLastName')}
                label="Фамилия"
                hint="Того, на кого записан счёт"
                autoComplete="off"
              />
              <fieldset class="ds-fieldset stack">
                <legend class="ds-label">Любое одно подтверждение</legend>
                <TextField
                  {...field('meterSerial')}
                  label="Заводской номер счётчика"
                  hint="На передней панели, обычно после знака №"
                  autoComplete="off"
                />
                <TextField
                  {...field('pin')}
                  label="ПИН из квитанции"
                  hint="Как напечатано, например 761111"
                  inputMode="numeric"
                  autoComplete="off"
                />
                <TextField
                  {...field('lastBill')}
                  label="Сумма последней квитанции"
                  hint="Рубли и копейки, например 1 240,50"
                  inputMode="decimal"
                  autoComplete="off"
                />
              </fieldset>
              <Button>Добавить лицевой счёт</Button>
            </Form>
            {!isRefused && (
              <p>
                <a href={requestHref(values.accountNumber)}>Подтвердить нечем</a>
              </p>
            )}
          </section>
          {isRefused && <SendToStaff context={context} values={values} />}
          <RequestList context={context} requests={requests} />
        </div>
        <aside class="card" aria-labelledby="why">
          <h2 id="why">Зачем подтверждение</h2>
          <p>
            Номер счёта знают многие. Поэтому чужой счёт по одному номеру добавить нельзя, а тех,
            кто уже видит этот счёт, мы предупредим письмом.
          </p>
        </aside>
      </div>
    </Page>
  );
}

const requestHref = (number = ''): string =>
  href('accountLinkRequest') + (number && `?number=${encodeURIComponent(number)}`);

/** After a refusal: number and name are typed already, only the words to staff are missing. */
function SendToStaff({ context, values }: Pick<LinkProps, 'context' | 'values'>) {
  const { accountNumber = '', holderLastName = '' } = values;
  return (
    <Card title="Или отправьте сотруднику" headingId="staff">
      <p>
        Сотрудник проверит сам. Отправим лицевой счёт <b class="num">{accountNumber}</b>, фамилию{' '}
        <b>{holderLastName}</b> и то, что вы напишете.
      </p>
      <Form action={href('accountLinkRequest')} context={context}>
        <input type="hidden" name="accountNumber" value={accountNumber} />
        <input type="hidden" name="holderLastName" value={holderLastName} />
        <RequestComment />
        <Button variant="secondary">Отправить сотруднику</Button>
      </Form>
    </Card>
  );
}

/** What was sent to staff, and what became of it. */
export function RequestList(props: { context: PageContext; requests: LinkingRequest[] }) {
  const { context, requests } = props;
  if (requests.length === 0) return null;
  return (
    <section class="card" aria-labelledby="requests">
      <h2 id="requests">Отправлено сотрудникам</h2>
      <ul class="links">
        {requests.map((request) => (
          <li key={request.linkingRequestId}>
            <p>
              Лицевой счёт <span class="num">{request.accountNumber}</span>{' '}
              <Tag color={stateColor[request.state]}>{linkingStateText[request.state]}</Tag>
            </p>
            <p class="small muted">
              Отправлено {formatDateTime(request.createdAt, context.supplier.timeZone)}
              {request.decisionReason && `. ${request.decisionReason}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
