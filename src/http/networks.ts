import { BlockList, isIP } from 'node:net';

/** Whether an address is in one of the networks; each is an address or a network in CIDR. */
export function isInNetworks(networks: readonly string[], ip: string): boolean {
  // A socket that takes both families tells an IPv4 address as `::ffff:192.0.2.1`.
  const address = ip.replace(/^::ffff:/i, '');
  const family = isIP(address);
  return family !== 0 && listOf(networks).check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
