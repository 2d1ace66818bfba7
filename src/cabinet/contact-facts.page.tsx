import type { SupplierProfile } from '#src/supplier/profile.ts';
import { Phone } from '#src/ui/contacts.page.tsx';

export function ContactFacts({ supplier }: { supplier: SupplierProfile }) {
  const { phone, email, officeAddress, officeHours, networkOperator } = supplier.contacts;
  return (
    <dl class="who">
      <div>
        <dt>Телефон</dt>
        <dd>
          <Phone {...phone} />
        </dd>
      </div>
      <div>
        <dt>Почта</dt>
        <dd>
          <a href={`mailto:${email}`}>{email}</a>
        </dd>
      </div>
      <div>
        <dt>Офис</dt>
        <dd>
          {officeAddress}, {officeHours}
        </dd>
      </div>
      <div>
        <dt>Плита, котёл, трубы в доме</dt>
        <dd>
          {networkOperator.name}: <Phone {...networkOperator.phone} />
        </dd>
      </div>
    </dl>
  );
}
