import type { ComponentChildren } from 'preact';
import { href } from '#src/routes.ts';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { type FactItem, Facts } from '#src/ui/facts.tsx';
import { formatDateTime } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { RadioChoice } from '#src/ui/radio-group.tsx';
import { type Desk, type DeskSection, StaffPage } from '#src/ui/staff-page.page.tsx';
import { stateColor, Tag } from '#src/ui/tag.tsx';
import { DecisionForm, type DecisionValues } from './decision-form.page.tsx';
import { Panel } from './staff-parts.page.tsx';

/** What was decided, by whom and why. */
export type Decided = {
  isAccepted: boolean;
  text: string;
  reason: string;
  byName: string;
  at: Date | null;
};

export type DecisionProps = {
  context: PageContext;
  desk: Desk;
  section: DeskSection;
  title: string;
  lead: ComponentChildren;
  facts: readonly FactItem[];
  /** What the resident wrote. */
  words: string;
  /** More to know before deciding: panels beside the form. */
  beside?: ComponentChildren;
  decided: Decided | null;
  /** Whether this member of staff may decide. */
  mayDecide: boolean;
  /** Why not, when it is not the role. */
  cannot?: string | null;
  action: string;
  backHref: string;
  choices: readonly RadioChoice[];
  /** More fields of the form. */
  fields?: ComponentChildren;
  reasonHint?: string;
  values: DecisionValues;
  errors: FieldError[];
};

/** One thing that waits: the facts, and the decision with its reason; or what was decided. */
export function DecisionPage(props: DecisionProps) {
  const { context, desk, section, title, lead, facts, words, decided, errors } = props;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title={title}
      section={section}
      hasErrors={errors.length > 0}
    >
      <header class="shead">
        <div>
          <h1>{title}</h1>
          <p>{lead}</p>
        </div>
      </header>
      <ErrorSummary errors={errors} />
      <div class="spair">
        <div class="smain">
          <Panel id="d-facts" title="Что известно">
            <Facts isTight items={facts} />
            {words && (
              <>
                <h3>{section === 'approvals' ? 'Почему' : 'Сообщение'}</h3>
                <p class="spanel__words">{words}</p>
              </>
            )}
          </Panel>
          {props.beside}
        </div>
        {decided ? <Outcome {...props} decided={decided} /> : <Choice {...props} />}
      </div>
    </StaffPage>
  );
}

function Outcome({ context, section, decided }: DecisionProps & { decided: Decided }) {
  return (
    <Panel id="d-decided" title="Решено">
      <p>
        <Tag color={stateColor[decided.isAccepted ? 'accepted' : 'refused']}>{decided.text}</Tag>
      </p>
      <p class="spanel__words">{decided.reason}</p>
      <p class="hint">
        {decided.byName}
        {decided.at && `, ${formatDateTime(decided.at, context.supplier.timeZone)}`}
      </p>
      <p>
        {section === 'approvals' ? (
          <a href={href('staffApprovals')}>К подтверждениям</a>
        ) : section === 'banks' ? (
          <a href={href('staffBanks')}>К банкам</a>
        ) : (
          <a href={href('staffRequests')}>К заявкам</a>
        )}
      </p>
    </Panel>
  );
}

function Choice(props: DecisionProps) {
  const { mayDecide, cannot } = props;
  return (
    <Panel id="d-decide" title="Решение">
      {!mayDecide || cannot ? (
        <p class="hint">{cannot ?? 'Решает оператор или администратор.'}</p>
      ) : (
        <DecisionForm {...props}>{props.fields}</DecisionForm>
      )}
    </Panel>
  );
}
