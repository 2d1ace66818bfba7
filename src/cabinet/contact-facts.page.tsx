import type { SupplierProfile } from '#src/supplier/profile.ts';

export function ContactFacts({ supplier }: { supplier: SupplierProfile }) {
  const { phone, email, officeAddress, officeHours, networkOperator } = supplier.contacts;
  return (
    <dl class="who">
      <div>
        <dt>Телефон</dt>
        <dd>
          <a class="num" href={`tel:${phone.number}`}>
            {phone.label}
          </a>
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
          {networkOperator.name}:{' '}
          <a class="num" href={`tel:${networkOperator.phone.number}`}>
            {networkOperator.phone.label}
          </a>
        </dd>
      </div>
    </dl>
  );
}
