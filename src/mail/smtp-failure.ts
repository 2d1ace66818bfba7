export type SmtpFailure = {
  /** True: this address will never take it, so it is not tried again. */
  isFinal: boolean;
  /** For the letter's row and for people; holds no address. */
  reason: string;
};

type SmtpErrorFields = {
  responseCode?: number;
  command?: string;
  code?: string;
  response?: string;
};

/**
 * Only a final refusal of the recipient is final. Anything else 5xx (the sender, the contents, the
 * sign-in) is a fault of our side or of the settings: people mend it, and the letter must survive.
 */
export function readSmtpFailure(error: unknown): SmtpFailure {
  const { responseCode, command, code, response } = error as SmtpErrorFields;
  const isAboutLetter = command === 'RCPT TO' || command === 'MAIL FROM' || command === 'DATA';
  if (responseCode && isAboutLetter) {
    // 5.7.x is policy: relaying not allowed, our address on a black list.
    const isPolicy = /^\d{3}[ -]5\.7\./.test(response ?? '') || responseCode === 530;
    const isFinal = command === 'RCPT TO' && responseCode >= 500 && !isPolicy;
    return { isFinal, reason: `refused: ${responseCode} to ${command}` };
  }
  const detail = [code, responseCode, command].filter(Boolean).join(' ');
  return { isFinal: false, reason: `unreachable: ${detail || 'unknown'}` };
}
