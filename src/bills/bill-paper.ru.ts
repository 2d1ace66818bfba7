import { methodReason, methodText, tariffCategoryText } from '#src/billing/charges.ru.ts';
import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import {
  formatAccountNumber,
  formatAddress,
  formatDate,
  formatDateShort,
  formatDateWithYear,
  formatKopecksPlain,
  formatMoney,
  formatMonth,
  formatMonthName,
  formatMonthTick,
  formatReading,
  formatVolume,
  formatVolumePlain,
  plural,
} from '#src/ui/format.ru.ts';
import type { BillCharge, BillData, BillMeter } from './bill-data.ts';
import { printedCode } from './bill-number.ts';
import { howItCameAbout } from './bill-words.ru.ts';

/** Every text of the paper, ready to be set; the template decides only where it stands. */
export type BillPaper = ReturnType<typeof billPaper>;

type Term = readonly [term: string, text: string];

export function billPaper(
  bill: BillData,
  {
    qr,
    siteUrl,
    sha256,
  }: { qr: { png: number[] } | { note: string }; siteUrl: string; sha256: string },
) {
  const { supplier, account, month } = bill;
  return {
    title: `Квитанция за газ, ${formatMonth(month)}`,
    month: formatMonth(month),
    number: bill.number,
    replaces: bill.version > 1 ? 'Заменяет прежнюю квитанцию за этот месяц' : '',
    example: bill.isExample
      ? 'Образец: реквизиты или тарифы вымышлены, платить по нему нельзя'
      : '',
    madeOn: formatDateWithYear(bill.madeOn),
    supplier: { name: supplier.name, legalName: supplier.legalName },
    accountNumber: formatAccountNumber(account.number),
    sum: sumOf(bill),
    payer: payerOf(bill),
    requisites: requisitesOf(bill),
    qr: 'png' in qr ? qr.png : null,
    qrNote: 'png' in qr ? 'Наведите камеру в приложении вашего банка' : qr.note,
    qrAlt: `Код для оплаты ${formatMoney(bill.closingKopecks)} по лицевому счёту ${account.number}`,
    writeIn: bill.meters
      .filter(({ removedOn }) => removedOn === null)
      .map(({ serialNumber }) => `Показание счётчика № ${serialNumber} в день оплаты`),
    rows: chargeRows(bill),
    total: totalRow(bill),
    strip: stripOf(bill),
    meters: bill.meters.map(meterRow),
    bars: barsOf(bill),
    how: howItCameAbout(bill),
    contacts: contactsOf(bill),
    verify: {
      url: `${siteUrl}/verify/${bill.verifyCode}`,
      text: `${siteUrl.replace(/^https?:\/\//, '')}/verify/${printedCode(bill.verifyCode)}`,
      sha: sha256.slice(0, 32).replace(/(.{8})(?=.)/g, '$1 '),
    },
  };
}

function sumOf({ closingKopecks, closingPenaltyKopecks, dueOn, month }: BillData) {
  const lastDay = addDays(addMonths(month, 1), -1);
  if (closingKopecks > 0) {
    const penalties =
      closingPenaltyKopecks > 0 ? `, из них пени ${formatMoney(closingPenaltyKopecks)}` : '';
    return {
      label: 'К оплате',
      text: formatMoney(closingKopecks),
      note: `до ${formatDateWithYear(dueOn)}${penalties}`,
    };
  }
  if (closingKopecks < 0) {
    return {
      label: 'Платить не нужно, на счёте аванс',
      text: formatMoney(-closingKopecks),
      note: `на ${formatDateWithYear(lastDay)}, зачтём в следующем месяце`,
    };
  }
  return { label: 'Платить не нужно', text: formatMoney(0), note: 'долга нет' };
}

function payerOf({ account, month }: BillData): Term[] {
  const { residents } = account;
  const people = plural(residents, ['человек', 'человека', 'человек', 'человека']);
  const name = [account.lastName, account.firstName, account.middleName].filter(Boolean).join(' ');
  return [
    ['Плательщик', name],
    ['Адрес', formatAddress(account.address)],
    ['Лицевой счёт', formatAccountNumber(account.number)],
    ...some('ЕЛС ГИС ЖКХ', account.unifiedNumber),
    ['Период', formatMonth(month)],
    ['Проживает', `${residents}\u00a0${people}`],
    ...some(
      'Отапливаем',
      account.heatedAreaM2 && `${formatVolumePlain(account.heatedAreaM2)}\u00a0м²`,
    ),
  ];
}

const some = (term: string, text: string | null): Term[] => (text ? [[term, text]] : []);

function requisitesOf({ supplier }: BillData): Term[] {
  const { requisites } = supplier;
  return [
    ['Получатель', supplier.legalName],
    ['ИНН / КПП', `${requisites.inn} / ${requisites.kpp}`],
    ['Расчётный счёт', requisites.settlementAccount],
    ['Банк', requisites.bankName],
    ['БИК', requisites.bic],
    ['Корр. счёт', requisites.correspondentAccount],
    ['Адрес', formatAddress(requisites.address)],
  ];
}

const NONE = '';

/** A row of the calculation, in the columns of the exemplary form of приказ Минстроя № 43/пр. */
type Row = {
  what: string;
  how: string;
  measured: string;
  coefficient: string;
  volume: string;
  price: string;
  charged: string;
  recalculated: string;
  privilege: string;
  sum: string;
};

const emptyRow: Row = {
  what: NONE,
  how: NONE,
  measured: NONE,
  coefficient: NONE,
  volume: NONE,
  price: NONE,
  charged: NONE,
  recalculated: NONE,
  privilege: NONE,
  sum: NONE,
};

function chargeRows(bill: BillData): Row[] {
  const { charges, privilegeKopecks, recalculations, penaltyKopecks, correctedKopecks } = bill;
  return [
    ...charges.map((charge) => chargeRow(charge, bill.meters.length > 1)),
    ...(privilegeKopecks === 0
      ? []
      : [
          {
            ...emptyRow,
            what: 'Льгота',
            how: methodReason.PRIVILEGE,
            privilege: formatKopecksPlain(privilegeKopecks),
            sum: formatKopecksPlain(privilegeKopecks),
          },
        ]),
    ...recalculations.map(({ month, amountKopecks }) => ({
      ...emptyRow,
      what: `Перерасчёт за ${formatMonth(month)}`,
      recalculated: formatKopecksPlain(amountKopecks),
      sum: formatKopecksPlain(amountKopecks),
    })),
    // A row of its own even when it is nought: приказ 43/пр.
    {
      ...emptyRow,
      what: 'Пени',
      how: penaltyNote(bill),
      sum: formatKopecksPlain(penaltyKopecks),
    },
    ...(correctedKopecks === 0
      ? []
      : [{ ...emptyRow, what: 'Исправления', sum: formatKopecksPlain(correctedKopecks) }]),
  ];
}

function chargeRow(charge: BillCharge, hasSeveralMeters: boolean): Row {
  const { category, method, meterSerial, isWholeMonth, from, to, basis } = charge;
  const days = isWholeMonth ? [] : [`${formatDateShort(from)}–${formatDateShort(addDays(to, -1))}`];
  const readings =
    basis.kind === 'readings'
      ? [`${formatReading(basis.from.value)} → ${formatReading(basis.to.value)}`]
      : [];
  const serial = hasSeveralMeters && meterSerial ? [`счётчик № ${meterSerial}`] : [];
  return {
    ...emptyRow,
    what: `Газ: ${tariffCategoryText[category].toLowerCase()}`,
    how: [methodText[method], ...serial, ...readings, ...days].join(', '),
    measured: formatVolumePlain(charge.measuredM3),
    coefficient: charge.coefficient === '1' ? '1' : formatVolumePlain(charge.coefficient),
    volume: formatVolumePlain(charge.volumeM3),
    price: formatVolumePlain(charge.pricePerM3),
    charged: formatKopecksPlain(charge.amountKopecks),
    sum: formatKopecksPlain(charge.amountKopecks),
  };
}

function penaltyNote({ penalties }: BillData): string {
  const months = penalties
    .filter(({ amountKopecks }) => amountKopecks !== 0)
    .map(({ debtMonth }) => formatMonth(debtMonth));
  if (months.length === 0) return '';
  if (months.length > 3) return `за долг за ${months.length} мес., статья 155 ЖК РФ`;
  return `за долг за ${months.join(', ')}, статья 155 ЖК РФ`;
}

function totalRow(bill: BillData): Row {
  const total =
    bill.chargedKopecks + bill.recalculatedKopecks + bill.penaltyKopecks + bill.correctedKopecks;
  return {
    ...emptyRow,
    what: `Всего за ${formatMonthName(bill.month)}`,
    charged: formatKopecksPlain(bill.chargedKopecks - bill.privilegeKopecks),
    recalculated: formatKopecksPlain(bill.recalculatedKopecks),
    privilege: formatKopecksPlain(bill.privilegeKopecks),
    sum: formatKopecksPlain(total),
  };
}

/** It adds up as it is read, sign by sign. */
function stripOf(bill: BillData) {
  const { month, correctedKopecks, closingKopecks, payments } = bill;
  const lastDay = addDays(addMonths(month, 1), -1);
  const parts = [
    { sign: '', term: `Было на ${formatDate(month)}`, kopecks: bill.openingKopecks },
    { sign: '+', term: 'Начислено', kopecks: bill.chargedKopecks },
    { sign: '+', term: 'Перерасчёт', kopecks: bill.recalculatedKopecks },
    { sign: '+', term: 'Пени', kopecks: bill.penaltyKopecks },
    ...(correctedKopecks === 0
      ? []
      : [{ sign: '+', term: 'Исправления', kopecks: correctedKopecks }]),
    {
      sign: '−',
      term: payments.lastOn ? `Оплачено, последнее ${dayAndMonth(payments.lastOn)}` : 'Оплачено',
      kopecks: bill.paidKopecks,
    },
    {
      sign: '=',
      term: closingKopecks > 0 ? 'К оплате' : `Стало на ${formatDate(lastDay)}`,
      kopecks: closingKopecks,
    },
  ];
  return parts.map(({ sign, term, kopecks }) => ({
    term,
    sign: kopecks < 0 ? (opposite[sign] ?? sign) : sign,
    sum: formatKopecksPlain(sign in opposite ? Math.abs(kopecks) : kopecks),
  }));
}

/** «+ −158,79» is read twice before it is understood. */
const opposite: Record<string, string> = { '+': '−', '−': '+' };

const dayAndMonth = (date: string): string => `${date.slice(8, 10)}.${date.slice(5, 7)}`;

function meterRow(meter: BillMeter): string[] {
  const { previous, last, verifiedUntil, removedOn } = meter;
  const seen = (one: BillMeter['last']) =>
    one ? `${formatReading(one.value)} на ${formatDateShort(one.takenOn)}` : 'нет';
  return [
    `№ ${meter.serialNumber}`,
    removedOn ? `${meter.model}, снят ${formatDateShort(removedOn)}` : meter.model,
    seen(previous),
    seen(last),
    verifiedUntil ? formatDateShort(verifiedUntil) : 'не указана',
  ];
}

/** Heights as shares of the tallest; a month with a credit has none. */
function barsOf({ history, month }: BillData) {
  const volumes = history.map(({ volumeM3 }) => Math.max(0, Number(volumeM3 ?? 0)));
  const most = Math.max(...volumes, 1);
  return history.map(({ month: one, volumeM3, isEstimated }, at) => ({
    label: formatMonthTick(one as PlainMonth),
    text: volumeM3 === null ? '' : formatVolumePlain(volumeM3, 0),
    share: (volumes[at] ?? 0) / most,
    isNow: one === month,
    isEstimated,
    told: volumeM3 === null ? '' : `${formatMonth(one)}: ${formatVolume(volumeM3)}`,
  }));
}

function contactsOf({ supplier, account }: BillData): Term[] {
  const { contacts } = supplier;
  const { networkOperator } = contacts;
  return [
    ['Запах газа, авария', `${contacts.emergencyPhones.join(' или ')}, круглосуточно`],
    ['Вопросы по счёту', `${contacts.phone.label}, ${contacts.email}`],
    ['Офис', `${formatAddress(contacts.officeAddress)}, ${contacts.officeHours}`],
    ['Плита, котёл, трубы', `${networkOperator.name}, ${networkOperator.phone.label}`],
    ...some('ПИН для личного кабинета', account.linkingPin),
  ];
}
