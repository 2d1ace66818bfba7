/** What each field of bills means, and an example that a test reads by its schema. */
export const billFields = {
  bills: 'Квитанции, от новых к старым',
  month: 'Расчётный месяц, ГГГГ-ММ',
  number: 'Номер квитанции; null, пока её ни разу не скачали',
  version: 'Версия: 2 и больше, если месяц закрыли заново; null, пока её ни разу не скачали',
  closingKopecks: 'Сумма квитанции: сальдо на конец месяца. Плюс: к оплате, минус: аванс',
  dueOn: 'До какого дня оплатить',
  path: 'Адрес файла PDF на этом сайте; открывается тому, кто вошёл в кабинет',
  pdfBytes: 'Размер файла в байтах; null, пока её ни разу не скачали',
  pdfSha256: 'SHA-256 файла; null, пока её ни разу не скачали',
  sha256: 'SHA-256 данных квитанции: его начало напечатано на ней',
  verifyPath: 'Адрес на этом сайте, по которому любой проверит подлинность',
  pdfBase64: 'Файл PDF в Base64',
};

const bill = {
  month: '2026-11',
  number: '390014587201-202611',
  version: 1,
  closingKopecks: 174_050,
  dueOn: '2026-12-15',
  path: '/accounts/390014587201/bills/2026-11.pdf',
  pdfBytes: 78_412,
  pdfSha256: '9f2feb0f1ef425b292f2f94bc8482494df430413b1a7a3b2d0f0e3d0d4a6c1be',
};

const billFile = {
  ...bill,
  sha256: '5c1d0f3a9be28a7c64d2f1b0937e5a8841c6d9e0fb7a23514e8896c0d1a2b3c4',
  verifyPath: '/verify/7K3F9QXM2ADW54TZB8HE',
  pdfBase64: 'JVBERi0xLjcK',
};

export const billExamples = { bill, billFile, list: { bills: [bill], nextCursor: null } };
