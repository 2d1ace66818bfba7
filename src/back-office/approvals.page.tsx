import { href } from '#src/routes.ts';
import { formatDateTimeShort } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag, type TagColor } from '#src/ui/tag.tsx';
import type { Approval, ApprovalState } from './approvals-store.ts';
import { approvalKindText, approvalStateText } from './back-office.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type ApprovalsProps = {
  context: PageContext;
  desk: Desk;
  waiting: Approval[];
  decided: Approval[];
  notice: string | null;
  now: Date;
};

const stateColor = {
  proposed: 'info',
  approved: 'success',
  refused: 'danger',
  expired: 'neutral',
} as const satisfies Record<ApprovalState, TagColor>;

/** What takes two people: what waits for the second one, and what became of the rest. */
export function ApprovalsPage(props: ApprovalsProps) {
  const { context, desk, waiting, decided, notice } = props;
  return (
    <StaffPage context={context} desk={desk} title="Подтверждения" section="approvals">
      <header class="shead">
        <div>
          <h1>Подтверждения</h1>
          <p>То, что делают двое: один предлагает, другой подтверждает. Своё подтвердить нельзя.</p>
        </div>
      </header>
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notice}</p>
        </div>
      )}
      <Panel id="a-waiting" title="Ждут второго сотрудника">
        {waiting.length === 0 ? (
          <p class="hint">Ничего не ждёт.</p>
        ) : (
          <ApprovalTable {...props} label="Предложения" list={waiting} />
        )}
      </Panel>
      {decided.length > 0 && (
        <Panel id="a-decided" title="Решено">
          <ApprovalTable {...props} label="Решённые предложения" list={decided} />
        </Panel>
      )}
    </StaffPage>
  );
}

type TableProps = ApprovalsProps & { label: string; list: Approval[] };

function ApprovalTable({ context, label, list, now }: TableProps) {
  const { timeZone } = context.supplier;
  return (
    <StaffTable
      label={label}
      columns={[
        { label: 'Что', align: 'start' },
        { label: 'Счёт', align: 'start' },
        { label: 'Кто предложил', align: 'start' },
        { label: 'Когда', align: 'start' },
        { label: 'Состояние', align: 'start' },
      ]}
      rows={list.map((one) => {
        const state = currentState(one, now);
        return {
          cells: [
            <a href={href('staffApproval', { approvalId: one.approvalId })}>
              {approvalKindText(one.kind)}
            </a>,
            one.number && <span class="num">{one.number}</span>,
            one.proposedByName,
            formatDateTimeShort(one.proposedAt, timeZone),
            <Tag color={stateColor[state]}>{approvalStateText[state]}</Tag>,
          ],
        };
      })}
    />
  );
}

/** A proposal that nobody decided in time is over, though nobody has noted it yet. */
export const currentState = ({ state, expiresAt }: Approval, now: Date): ApprovalState =>
  state === 'proposed' && expiresAt <= now ? 'expired' : state;
