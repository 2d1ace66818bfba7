import type { SupplierProfile } from '#src/supplier/profile.ts';

/** Whom to call for what: two companies and the emergency service are often mixed up. */
export function WhoAnswers({ supplier }: { supplier: SupplierProfile }) {
  const { phone, networkOperator, emergencyPhones } = supplier.contacts;
  return (
    <section class="card" aria-labelledby="who">
      <h2 id="who">Кто за что отвечает</h2>
      <dl class="who">
        <div>
          <dt>Начисления, счётчик, договор</dt>
          <dd>
            Мы: <Phone {...phone} />
          </dd>
        </div>
        <div>
          <dt>Плита, котёл, трубы в доме</dt>
          <dd>
            {networkOperator.name}: <Phone {...networkOperator.phone} />
          </dd>
        </div>
        <div>
          <dt>Запах газа</dt>
          <dd>
            <EmergencyPhones phones={emergencyPhones} />, круглосуточно
          </dd>
        </div>
      </dl>
    </section>
  );
}

export function Phone({ label, number }: { label: string; number: string }) {
  return (
    <a class="num" href={`tel:${number}`}>
      {label}
    </a>
  );
}

/** «104 или 112» */
export function EmergencyPhones({ phones }: { phones: readonly string[] }) {
  return (
    <>
      {phones.map((phone, index) => (
        <span key={phone}>
          {index > 0 && ' или '}
          <Phone label={phone} number={phone} />
        </span>
      ))}
    </>
  );
}
