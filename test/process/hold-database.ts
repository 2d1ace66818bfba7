// Holds an embedded database until told to stop: a process for tests to kill.
import { startEmbedded } from '../../src/db/embedded.ts';

const [dataFolder = ''] = process.argv.slice(2);
const embedded = await startEmbedded({ dataFolder, durable: false });
process.on('SIGTERM', () => {
  void embedded.stop().then(() => process.exit(0));
});
console.log('holding');
setInterval(() => {}, 60_000);
