/**
 * Every address of the site, named. Links, redirects, forms and tests use href(); handlers are
 * registered by the same patterns, so that an address lives in one place.
 */
export const routes = {
  root: '/',
  register: '/register',
  registerSent: '/register/sent',
  registerResend: '/register/resend',
  activate: '/activate/:token',
  login: '/login',
  loginCode: '/login/code',
  logout: '/logout',
  passwordForgot: '/password/forgot',
  passwordReset: '/password/reset/:token',
  contactConfirmation: '/contact/confirmation/:token',
  help: '/help',
  rules: '/help/rules',
  feedback: '/feedback',
  legal: '/legal/:document',
  cabinetClosed: '/closed',
  accounts: '/accounts',
  accountLink: '/accounts/link',
  accountLinkRequest: '/accounts/link/request',
  account: '/accounts/:number',
  accountName: '/accounts/:number/name',
  accountUnlink: '/accounts/:number/unlinking',
  more: '/accounts/:number/more',
  readings: '/accounts/:number/readings',
  readingCheck: '/accounts/:number/readings/check',
  readingConfirmation: '/accounts/:number/readings/:confirmation',
  readingWithdrawal: '/accounts/:number/readings/:confirmation/withdrawal',
  readingCase: '/accounts/:number/readings/case',
  consumptionCsv: '/accounts/:number/consumption.csv',
  payment: '/accounts/:number/payment',
  payments: '/accounts/:number/payments',
  paymentsCsv: '/accounts/:number/payments.csv',
  paymentState: '/payments/:paymentId',
  gatewayNotification: '/payments/notifications/:gateway',
  charges: '/accounts/:number/charges',
  chargesCsv: '/accounts/:number/charges.csv',
  chargesMonth: '/accounts/:number/charges/:month',
  chargesMonthCsv: '/accounts/:number/charges/:month.csv',
  bill: '/accounts/:number/bills/:month.pdf',
  verifyBill: '/verify/:code',
  support: '/support',
  profile: '/profile',
  profileEmail: '/profile/email',
  profilePhone: '/profile/phone',
  profilePassword: '/profile/password',
  profileConsent: '/profile/consent',
  profileAgreement: '/profile/consent/agreement',
  profileExport: '/profile/export.json',
  profileTokens: '/profile/tokens',
  profileTokenRevocation: '/profile/tokens/:tokenId/revocation',
  profileSessions: '/profile/sessions',
  profileSessionRevocation: '/profile/sessions/:sessionId/revocation',
  secondFactor: '/profile/second-factor',
  secondFactorApp: '/profile/second-factor/app',
  secondFactorPasskey: '/profile/second-factor/passkey',
  secondFactorCodes: '/profile/second-factor/recovery-codes',
  secondFactorRemoval: '/profile/second-factor/:factor/removal',
  staff: '/staff',
  staffLogin: '/staff/login',
  staffLoginCode: '/staff/login/code',
  staffLoginSetUp: '/staff/login/set-up',
  staffLogout: '/staff/logout',
  staffInvitation: '/staff/invitation/:token',
  staffProfile: '/staff/profile',
  staffPassword: '/staff/profile/password',
  staffFactors: '/staff/profile/second-factor',
  staffFactorApp: '/staff/profile/second-factor/app',
  staffFactorPasskey: '/staff/profile/second-factor/passkey',
  staffFactorCodes: '/staff/profile/second-factor/recovery-codes',
  staffFactorRemoval: '/staff/profile/second-factor/:factor/removal',
  staffAccount: '/staff/accounts/:number',
  staffAccountContacts: '/staff/accounts/:number/contacts',
  staffReadings: '/staff/accounts/:number/readings',
  staffReadingCheck: '/staff/accounts/:number/readings/check',
  staffReading: '/staff/accounts/:number/readings/:confirmation',
  staffReadingWithdrawal: '/staff/accounts/:number/readings/:confirmation/withdrawal',
  staffAccessEnding: '/staff/accounts/:number/access/:userId/ending',
  staffEvents: '/staff/accounts/:number/events',
  staffEventCheck: '/staff/accounts/:number/events/check',
  staffEventCancellation: '/staff/accounts/:number/events/:eventId/cancellation',
  staffPrivileges: '/staff/accounts/:number/privileges',
  staffPrivilegeCheck: '/staff/accounts/:number/privileges/check',
  staffPrivilegeCancellation: '/staff/accounts/:number/privileges/:privilegeId/cancellation',
  staffAccountMonth: '/staff/accounts/:number/months/:month',
  staffCorrection: '/staff/accounts/:number/correction',
  staffRequests: '/staff/requests',
  staffLinkingRequest: '/staff/requests/linking/:requestId',
  staffReadingCase: '/staff/requests/cases/:number/:caseId',
  staffImprobable: '/staff/requests/readings/:number/:readingId',
  staffLetter: '/staff/requests/letters/:letterId',
  staffApprovals: '/staff/approvals',
  staffApproval: '/staff/approvals/:approvalId',
  staffMonths: '/staff/months',
  staffMonthPreview: '/staff/months/preview',
  staffMonthClosing: '/staff/months/closing',
  staffMonthReopening: '/staff/months/reopening',
  staffRates: '/staff/rates',
  staffRateCheck: '/staff/rates/check',
  staffAudit: '/staff/audit',
  staffAuditCsv: '/staff/audit.csv',
  profileLooks: '/profile/looks',
  apiDocs: '/api',
  apiSpec: '/api/v1/openapi.json',
  devUi: '/dev/ui',
  healthLive: '/health/live',
  healthReady: '/health/ready',
  metrics: '/metrics',
} as const;

export type RouteName = keyof typeof routes;

type ParamNames<P extends string> = P extends `${string}:${infer Param}/${infer Rest}`
  ? Param | ParamNames<`/${Rest}`>
  : P extends `${string}:${infer Param}.${string}`
    ? Param
    : P extends `${string}:${infer Param}`
      ? Param
      : never;

type Params<N extends RouteName> = [ParamNames<(typeof routes)[N]>] extends [never]
  ? []
  : [params: Record<ParamNames<(typeof routes)[N]>, string | number>];

/** The address of a route: `href('account', { number: '390014587201' })`. */
export function href<N extends RouteName>(name: N, ...[params]: Params<N>): string {
  return routes[name].replace(/:([a-zA-Z]+)/g, (_, key: string) =>
    encodeURIComponent(String((params as Record<string, string | number> | undefined)?.[key])),
  );
}
