import type { StaffRole } from '#src/actor.ts';
import { href, type RouteName } from '#src/routes.ts';
import type { WaitingRequests } from '#test/waiting-requests.ts';

export type StaffPageCase = {
  name: string;
  /** How its first heading begins. */
  heading: string;
  route: RouteName;
  role: StaffRole;
  isMain?: boolean;
  open: (sent: WaitingRequests) => string;
};

const numberOf = ({ owner }: WaitingRequests) => ({ number: owner.accountNumber });

/** Every page of the desk, as whoever works with it. */
export const staffPages: readonly StaffPageCase[] = [
  {
    name: 'search',
    heading: 'Поиск счетов',
    route: 'staff',
    role: 'operator',
    isMain: true,
    open: () => href('staff'),
  },
  {
    name: 'account',
    heading: '390',
    route: 'staffAccount',
    role: 'operator',
    isMain: true,
    open: (sent) => href('staffAccount', numberOf(sent)),
  },
  {
    name: 'account, contacts shown',
    heading: '390',
    route: 'staffAccountContacts',
    role: 'operator',
    open: (sent) => href('staffAccountContacts', numberOf(sent)),
  },
  {
    name: 'account, auditor',
    heading: '390',
    route: 'staffAccount',
    role: 'auditor',
    open: (sent) => href('staffAccount', numberOf(sent)),
  },
  {
    name: 'account, reading refused',
    heading: '390',
    route: 'staffReadingCheck',
    role: 'operator',
    open: (sent) => `${href('staffReadingCheck', numberOf(sent))}?value=57&source=phone`,
  },
  {
    name: 'check of a reading',
    heading: 'Проверьте показание',
    route: 'staffReadingCheck',
    role: 'operator',
    isMain: true,
    open: (sent) => `${href('staffReadingCheck', numberOf(sent))}?value=10100&source=phone`,
  },
  {
    name: 'check of a control reading below the previous',
    heading: 'Проверьте показание',
    route: 'staffReadingCheck',
    role: 'operator',
    open: (sent) => `${href('staffReadingCheck', numberOf(sent))}?value=9000&source=inspector`,
  },
  {
    name: 'history of readings',
    heading: 'Показания',
    route: 'staffReadings',
    role: 'operator',
    open: (sent) => href('staffReadings', numberOf(sent)),
  },
  {
    name: 'reading',
    heading: 'Показание',
    route: 'staffReading',
    role: 'operator',
    open: (sent) => href('staffReading', { ...numberOf(sent), confirmation: sent.confirmation }),
  },
  {
    name: 'ending access',
    heading: 'Закрыть доступ',
    route: 'staffAccessEnding',
    role: 'accountant',
    open: (sent) => href('staffAccessEnding', { ...numberOf(sent), userId: sent.owner.userId }),
  },
  {
    name: 'events and privileges',
    heading: 'События и льготы',
    route: 'staffEvents',
    role: 'operator',
    isMain: true,
    open: (sent) => href('staffEvents', numberOf(sent)),
  },
  {
    name: 'event refused',
    heading: 'События и льготы',
    route: 'staffEventCheck',
    role: 'operator',
    open: (sent) => `${href('staffEventCheck', numberOf(sent))}?kind=residents&from=31.02.2026`,
  },
  {
    name: 'check of an event',
    heading: 'Проверьте событие',
    route: 'staffEventCheck',
    role: 'operator',
    isMain: true,
    open: (sent) =>
      `${href('staffEventCheck', numberOf(sent))}?kind=residents&from=20.11.2026&value=1`,
  },
  {
    name: 'cancelling an event',
    heading: 'Отменить событие',
    route: 'staffEventCancellation',
    role: 'operator',
    open: (sent) => href('staffEventCancellation', { ...numberOf(sent), eventId: sent.eventId }),
  },
  {
    name: 'check of a privilege',
    heading: 'События и льготы',
    route: 'staffPrivilegeCheck',
    role: 'accountant',
    open: (sent) => `${href('staffPrivilegeCheck', numberOf(sent))}?validFrom=01.12.2026&share=25`,
  },
  {
    name: 'cancelling a privilege',
    heading: 'Отменить льготу',
    route: 'staffPrivilegeCancellation',
    role: 'accountant',
    open: ({ privilegeId, ...sent }) =>
      href('staffPrivilegeCancellation', { number: sent.owner.accountNumber, privilegeId }),
  },
  {
    name: 'month of an account',
    heading: 'Начисления',
    route: 'staffAccountMonth',
    role: 'accountant',
    open: (sent) => href('staffAccountMonth', { ...numberOf(sent), month: '2026-05' }),
  },
  {
    name: 'correction',
    heading: 'Исправить сальдо',
    route: 'staffCorrection',
    role: 'accountant',
    open: (sent) => href('staffCorrection', numberOf(sent)),
  },
  {
    name: 'refund',
    heading: 'Вернуть платёж',
    route: 'staffRefund',
    role: 'accountant',
    open: (sent) => href('staffRefund', numberOf(sent)),
  },
  {
    name: 'months',
    heading: 'Месяцы',
    route: 'staffMonths',
    role: 'accountant',
    isMain: true,
    open: () => href('staffMonths'),
  },
  {
    name: 'month tried out',
    heading: 'Проба',
    route: 'staffMonthPreview',
    role: 'accountant',
    isMain: true,
    open: () => href('staffMonthPreview'),
  },
  {
    name: 'reopening a month',
    heading: 'Открыть месяц заново',
    route: 'staffMonthReopening',
    role: 'accountant',
    open: () => href('staffMonthReopening'),
  },
  {
    name: 'banks',
    heading: 'Банки',
    route: 'staffBanks',
    role: 'accountant',
    isMain: true,
    open: () => href('staffBanks'),
  },
  {
    name: 'registry',
    heading: 'Реестр',
    route: 'staffRegistry',
    role: 'accountant',
    isMain: true,
    open: ({ registryId }) => href('staffRegistry', { registryId }),
  },
  {
    name: 'money of nobody',
    heading: 'Невыясненная сумма',
    route: 'staffUnidentified',
    role: 'accountant',
    open: ({ moneyId }) => href('staffUnidentified', { moneyId }),
  },
  {
    name: 'books that differ',
    heading: 'Расхождение',
    route: 'staffDifference',
    role: 'accountant',
    open: ({ differenceId }) => href('staffDifference', { differenceId }),
  },
  {
    name: 'rates',
    heading: 'Тарифы',
    route: 'staffRates',
    role: 'accountant',
    isMain: true,
    open: () => href('staffRates'),
  },
  {
    name: 'check of a rate',
    heading: 'Проверьте значение',
    route: 'staffRateCheck',
    role: 'accountant',
    open: () =>
      `${href('staffRateCheck')}?subject=tariff:heating&from=01.01.2027&value=10,5&source=1`,
  },
  {
    name: 'requests',
    heading: 'Заявки',
    route: 'staffRequests',
    role: 'operator',
    isMain: true,
    open: () => href('staffRequests'),
  },
  {
    name: 'linking request',
    heading: 'Добавить счёт',
    route: 'staffLinkingRequest',
    role: 'operator',
    isMain: true,
    open: ({ requestId }) => href('staffLinkingRequest', { requestId }),
  },
  {
    name: 'rollover case',
    heading: 'Счётчик перешёл через ноль',
    route: 'staffReadingCase',
    role: 'operator',
    open: (sent) => href('staffReadingCase', { ...numberOf(sent), caseId: sent.caseId }),
  },
  {
    name: 'improbable reading',
    heading: 'Необычно большой расход',
    route: 'staffImprobable',
    role: 'operator',
    open: (sent) => href('staffImprobable', { ...numberOf(sent), readingId: sent.readingId }),
  },
  {
    name: 'failed letter, auditor',
    heading: 'Письмо не дошло',
    route: 'staffLetter',
    role: 'auditor',
    open: ({ letterId }) => href('staffLetter', { letterId }),
  },
  {
    name: 'approvals',
    heading: 'Подтверждения',
    route: 'staffApprovals',
    role: 'accountant',
    open: () => href('staffApprovals'),
  },
  {
    name: 'approval',
    heading: 'Закрыть доступ к счёту',
    route: 'staffApproval',
    role: 'accountant',
    open: ({ approvalId }) => href('staffApproval', { approvalId }),
  },
  {
    name: 'record',
    heading: 'Журнал',
    route: 'staffAudit',
    role: 'auditor',
    isMain: true,
    open: () => href('staffAudit'),
  },
  {
    name: 'record, a wrong day',
    heading: 'Журнал',
    route: 'staffAudit',
    role: 'auditor',
    open: () => `${href('staffAudit')}?from=31.02.2026`,
  },
  {
    name: 'no permission',
    heading: 'Нет доступа',
    route: 'staffAudit',
    role: 'operator',
    open: () => href('staffAudit'),
  },
];
