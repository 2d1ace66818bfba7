import { BlockList, isIP } from 'node:net';

/** Addresses, and networks in CIDR, that somebody may come from. */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** A socket that takes both families tells an IPv4 address as `::ffff:192.0.2.1`. */
export function isFrom(networks: BlockList, ip: string): boolean {
  const address = ip.replace(/^::ffff:/i, '');
  const family = isIP(address);
  return family !== 0 && networks.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

const remembered = new Map<string, BlockList>();
const MOST_REMEMBERED = 1_000;

/** The same for networks that come anew with each request: to build the list takes far longer. */
export function isFromOneOf(networks: readonly string[], ip: string): boolean {
  const key = networks.join(' ');
  let list = remembered.get(key);
  if (!list) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    list = networkList(networks);
    remembered.set(key, list);
  }
  return isFrom(list, ip);
}
