import type { SupplierProfile } from '#src/supplier/profile.ts';
import { Facts } from '#src/ui/facts.tsx';

/** For a bank's application: any bank takes a payment by these. */
export function Requisites({ supplier, number }: { supplier: SupplierProfile; number: string }) {
  const { requisites } = supplier;
  return (
    <>
      <Facts
        items={[
          { term: 'Получатель', value: supplier.legalName },
          { term: 'ИНН', value: requisites.inn },
          { term: 'КПП', value: requisites.kpp },
          { term: 'Расчётный счёт', value: requisites.settlementAccount },
          { term: 'Банк', value: requisites.bankName },
          { term: 'БИК', value: requisites.bic },
          { term: 'Корреспондентский счёт', value: requisites.correspondentAccount },
          { term: 'Назначение', value: `Оплата за газ, лицевой счёт ${number}` },
        ]}
      />
      <p>
        Обязательно укажите номер лицевого счёта: по нему мы узнаём ваш платёж.
        {supplier.isExample && ' Реквизиты здесь вымышлены, платить по ним нельзя.'}
      </p>
    </>
  );
}
