/** Known to everybody, as Anna is: whoever manages the households that docs/demo.md lists. */
export const boris = {
  email: 'boris@example.ru',
  password: 'demo-ochag-2026',
  phone: '+79114521705',
  lastName: 'Жданов',
  firstName: 'Борис',
  middleName: 'Алексеевич',
  address: 'г. Калининград, ул. Каштановая, д. 2',
};
