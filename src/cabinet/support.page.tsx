import type { ReadingCase } from '#src/meters/cases-store.ts';
import { readingCaseStateText, readingCaseText } from '#src/meters/meters.ru.ts';
import { linkingStateText } from '#src/personal-accounts/linking-form.ru.ts';
import type { LinkingRequest } from '#src/personal-accounts/linking-requests.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { formatDateTime, formatReading } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { stateColor, Tag } from '#src/ui/tag.tsx';
import { ContactFacts } from './contact-facts.page.tsx';

type SupportProps = {
  context: PageContext;
  requests: LinkingRequest[];
  cases: (ReadingCase & { number: string })[];
};

/** All that was sent to staff, with its state, and how to reach them. */
export function SupportPage({ context, requests, cases }: SupportProps) {
  const { timeZone } = context.supplier;
  return (
    <Page context={context} title="Обращения" section="support">
      <PageHead title="Обращения" />
      <Columns
        asideLabel="Как с нами связаться"
        aside={
          <Card title="Как с нами связаться" headingId="contacts">
            <ContactFacts supplier={context.supplier} />
          </Card>
        }
      >
        <Card title="Отправлено сотрудникам" headingId="sent">
          {requests.length + cases.length === 0 && (
            <p class="muted">
              Пока ничего. Сюда попадает то, что кабинет не смог проверить сам: показание после
              перехода через ноль, замена счётчика, добавление счёта без подтверждения.
            </p>
          )}
          <ul class="links">
            {cases.map((known) => (
              <li key={`case-${known.caseId}`}>
                <p>
                  <a href={`${href('readings', { number: known.number })}#case-${known.caseId}`}>
                    {readingCaseText[known.kind]}, показание {formatReading(known.value)}
                  </a>{' '}
                  <Tag color={stateColor[known.state]}>{readingCaseStateText[known.state]}</Tag>
                </p>
                <p class="small muted">
                  Лицевой счёт {known.number}, {formatDateTime(known.createdAt, timeZone)}
                  {known.decisionReason && `. ${known.decisionReason}`}
                </p>
              </li>
            ))}
            {requests.map((request) => (
              <li key={`link-${request.linkingRequestId}`}>
                <p>
                  Добавить лицевой счёт <span class="num">{request.accountNumber}</span>{' '}
                  <Tag color={stateColor[request.state]}>{linkingStateText[request.state]}</Tag>
                </p>
                <p class="small muted">
                  {formatDateTime(request.createdAt, timeZone)}
                  {request.decisionReason && `. ${request.decisionReason}`}
                </p>
              </li>
            ))}
          </ul>
        </Card>
      </Columns>
    </Page>
  );
}
