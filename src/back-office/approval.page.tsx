import type { UserProfile } from '#src/identity/users-store.ts';
import { href } from '#src/routes.ts';
import { formatDateTime } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { nameOf } from './account-panels.page.tsx';
import type { ApprovalSubject } from './approval-subject.ts';
import { currentState } from './approvals.page.tsx';
import type { Approval } from './approvals-store.ts';
import { approvalKindText, approvalStateText } from './back-office.ru.ts';
import { ChangePanel } from './change-panel.page.tsx';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import { Panel } from './staff-parts.page.tsx';

type ApprovalProps = {
  context: PageContext;
  desk: Desk;
  approval: Approval;
  subject: ApprovalSubject;
  /** Whom it is about. */
  user: UserProfile | null;
  isOwn: boolean;
  mayDecide: boolean;
  now: Date;
  values: DecisionValues;
  errors: FieldError[];
};

/** Should it be done? The second person reads what the first one wrote. */
export function ApprovalPage(props: ApprovalProps) {
  const { context, approval, subject, user, now } = props;
  const { timeZone } = context.supplier;
  const { number, approvalId } = approval;
  const state = currentState(approval, now);
  return (
    <DecisionPage
      {...props}
      section="approvals"
      title={approvalKindText(approval.kind)}
      lead={
        number ? <a href={href('staffAccount', { number })}>Лицевой счёт {number}</a> : 'Без счёта'
      }
      facts={[
        ...subject.facts,
        ...(user ? [{ term: 'Кому', value: nameOf(user) }] : []),
        { term: 'Предложил', value: approval.proposedByName },
        { term: 'Когда', value: formatDateTime(approval.proposedAt, timeZone) },
        { term: 'Действует до', value: formatDateTime(approval.expiresAt, timeZone) },
        { term: 'Состояние', value: approvalStateText[state] },
      ]}
      words={approval.reason}
      beside={<Change {...props} />}
      decided={
        approval.state === 'approved' || approval.state === 'refused'
          ? {
              isAccepted: approval.state === 'approved',
              text: approvalStateText[approval.state],
              reason: approval.decisionReason ?? '',
              byName: approval.decidedByName ?? '',
              at: approval.decidedAt,
            }
          : null
      }
      cannot={whyNot(props, state === 'expired')}
      action={href('staffApproval', { approvalId })}
      backHref={href('staffApprovals')}
      choices={[
        { value: 'approved', label: 'Подтвердить: будет сделано сразу' },
        { value: 'refused', label: 'Отклонить' },
      ]}
      reasonHint="Останется в журнале"
    />
  );
}

function Change({ subject: { change, closedMonths } }: ApprovalProps) {
  if (closedMonths.length === 0) return null;
  return (
    <Panel id="d-change" title="Что изменится">
      <ChangePanel change={change} closedMonths={closedMonths} />
    </Panel>
  );
}

function whyNot({ isOwn, mayDecide }: ApprovalProps, isExpired: boolean): string | null {
  if (isExpired) return 'Срок вышел. Если нужно, предложите заново.';
  if (isOwn) return 'Вы предложили это сами: подтверждает другой сотрудник.';
  return mayDecide ? null : 'Подтверждает бухгалтер или администратор.';
}
