/** Lets a person see what they type: a mistake in a password is the dearest one. */
class ShowPassword extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector('input');
    const button = this.querySelector('button');
    if (!input || !button) return;
    button.hidden = false;
    const show = (isShown: boolean) => {
      input.type = isShown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(isShown));
    };
    button.addEventListener('click', () => show(input.type === 'password'));
    // A browser keeps what was typed in plain text, so it must be a password again when sent.
    input.form?.addEventListener('submit', () => show(false));
  }
}

customElements.define('show-password', ShowPassword);

export {};
