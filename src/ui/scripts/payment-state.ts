/** Looks whether the payment has moved on, and shows what is new in the place of what was. */
class PaymentState extends HTMLElement {
  private timer = 0;
  private looks = 0;

  connectedCallback(): void {
    this.wait();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  /** Every two seconds at first, as somebody is looking; then ever more seldom. */
  private wait(): void {
    const pause = Math.min(2_000 + this.looks * 250, 30_000);
    this.looks += 1;
    this.timer = window.setTimeout(() => void this.look(), pause);
  }

  private async look(): Promise<void> {
    const fresh = document.hidden ? null : await this.fetchFresh().catch(() => null);
    if (fresh && fresh.dataset.state !== this.dataset.state) {
      document.title = fresh.ownerDocument.title;
      this.dataset.state = fresh.dataset.state ?? '';
      this.replaceChildren(...fresh.childNodes);
      const heading = this.querySelector('h1');
      if (heading) {
        heading.tabIndex = -1;
        heading.focus();
      }
    }
    if (this.isMoving()) this.wait();
  }

  private async fetchFresh(): Promise<HTMLElement | null> {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('payment-state');
  }

  private isMoving(): boolean {
    return /created|unknown|pending/.test(this.dataset.state ?? '');
  }
}

customElements.define('payment-state', PaymentState);

export {};
