import { expect, test } from 'vitest';
import { readSmtpFailure } from './smtp-failure.ts';

const answer = (command: string, response: string) => ({
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
  code: 'EENVELOPE',
});

test.each([
  ['no such person', answer('RCPT TO', '550 5.1.1 No such user'), true],
  ['a full mailbox, for good', answer('RCPT TO', '552 5.2.2 Mailbox full'), true],
  ['a grey list', answer('RCPT TO', '451 4.7.1 Try later'), false],
  ['relaying that our settings do not allow', answer('RCPT TO', '554 5.7.1 Relay denied'), false],
  ['a sender that the server does not like', answer('MAIL FROM', '550 5.1.8 Bad sender'), false],
  ['contents that the server does not like', answer('DATA', '554 5.6.0 Refused'), false],
  ['a wrong password', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, false],
  ['nobody at the port', { code: 'ESOCKET', command: 'CONN' }, false],
])('%s is final: %#', (_, error, isFinal) => {
  expect(readSmtpFailure(error).isFinal).toBe(isFinal);
});

test('the reason never holds what the server said', () => {
  const { reason } = readSmtpFailure(answer('RCPT TO', '550 5.1.1 <anna@example.ru> unknown'));
  expect(reason).toBe('refused: 550 to RCPT TO');
});
