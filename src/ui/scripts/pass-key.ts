import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

/** Asks the browser for a passkey when its form is sent, and sends the form with the answer. */
class PassKey extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest('form');
    const answer = this.querySelector<HTMLInputElement>('[name=passkey]');
    if (!form || !answer || !browserSupportsWebAuthn()) return;
    this.show('unable', false);
    this.show('able', true);
    form.addEventListener('submit', (event) => {
      if (answer.value !== '' || !isFilled(form)) return;
      event.preventDefault();
      this.show('failed', false);
      this.ask().then(
        (text) => {
          answer.value = text;
          form.requestSubmit();
        },
        () => this.show('failed', true),
      );
    });
    // Back to this page from the next: what was answered has been used.
    addEventListener('pageshow', () => {
      answer.value = '';
    });
  }

  private async ask(): Promise<string> {
    const optionsJSON = JSON.parse(this.dataset.options ?? '{}');
    const made =
      this.dataset.act === 'add'
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON });
    return JSON.stringify(made);
  }

  private show(when: string, isShown: boolean): void {
    const part = this.querySelector<HTMLElement>(`[data-when=${when}]`);
    if (part) part.hidden = !isShown;
  }
}

/** What is missing the server says, before an authenticator has made a key for nothing. */
const isFilled = (form: HTMLFormElement): boolean =>
  [...form.querySelectorAll<HTMLInputElement>('input:not([type=hidden])')].every(
    ({ value }) => value !== '',
  );

customElements.define('pass-key', PassKey);
