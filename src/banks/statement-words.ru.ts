/** Keys of 1CClientBankExchange; the standard has no others for them. */
export const statementWords = {
  head: '1CClientBankExchange',
  encoding: 'Кодировка',
  firstDay: 'ДатаНачала',
  lastDay: 'ДатаКонца',
  account: 'РасчСчет',
  accountSection: 'СекцияРасчСчет',
  accountEnd: 'КонецРасчСчет',
  totalIn: 'ВсегоПоступило',
  documentSection: 'СекцияДокумент',
  documentEnd: 'КонецДокумента',
  fileEnd: 'КонецФайла',
  number: 'Номер',
  date: 'Дата',
  sum: 'Сумма',
  receivedOn: 'ДатаПоступило',
  payerAccount: 'ПлательщикСчет',
  payerInn: 'ПлательщикИНН',
  payeeAccount: 'ПолучательСчет',
  purpose: 'НазначениеПлатежа',
} as const;

/** In the file's own words. */
export const statementEncodings = {
  Windows: 'windows-1251',
  DOS: 'cp866',
  'UTF-8': 'utf-8',
} as const;
