import { kaliningradBilling } from './kaliningrad-billing.ru.ts';
import { kaliningradRates } from './kaliningrad-rates.ru.ts';

/**
 * The profile that is shipped: Kaliningrad. Requisites, phones and addresses are examples
 * (their check digits are right); the supplier replaces them by a file in OCHAG_SUPPLIER.
 */
export const kaliningrad = {
  name: 'Газпром межрегионгаз Калининград',
  shortName: 'Межрегионгаз',
  legalName: 'ООО «Газснаб Пример»',
  isExample: true,
  timeZone: 'Europe/Kaliningrad',
  requisites: {
    inn: '3906000005',
    kpp: '390601001',
    settlementAccount: '40702810700000012345',
    bankName: 'Филиал Пример Банка',
    bic: '044030653',
    correspondentAccount: '30101810500000000653',
    address: '236000, г. Калининград, ул. Примерная, д. 1',
  },
  contacts: {
    phone: { label: '8 800 000-00-39', number: '+78000000039' },
    email: 'abonent@gazsnab.example',
    officeAddress: 'г. Калининград, ул. Примерная, д. 1',
    officeHours: 'понедельник–пятница с 9:00 до 18:00',
    networkOperator: {
      name: 'Газораспределительная организация',
      phone: { label: '8 800 000-01-04', number: '+78000000104' },
    },
    emergencyPhones: ['104', '112'],
  },
  signatory: { position: 'Начальник абонентского отдела', name: 'Образцова Е. П.' },
  accountNumberPattern: '^\\d{9,12}$',
  accountNumberExample: '390014587201',
  calendar: { cutOffDay: 25, closeDay: 3, billReadyDay: 5 },
  readings: {
    verificationWarningDays: 60,
    improbableRatio: 3,
    improbableAtLeastM3: 100,
    maximumFlowM3PerHour: { 'G1.6': 2.5, 'G2.5': 4, G4: 6, G6: 10, G10: 16 },
    defaultMaximumFlowM3PerHour: 10,
  },
  billing: kaliningradBilling,
  rates: kaliningradRates,
};
