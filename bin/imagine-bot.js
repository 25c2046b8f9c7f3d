#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node cannot even read the TypeScript of src/, and better-sqlite3 13
// crashes the process there instead of failing. So the version is looked at before anything else is loaded.
const OLDEST_NODE = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `imagine-bot needs Node ${OLDEST_NODE.join('.')} or newer and this is ${process.versions.node}: ` +
      'run `npm ci`, which brings its own, and start it through the npm scripts.\n',
  );
  process.exit(2);
}
const { main } = await import('../src/main.ts');
// The command has ended; whatever a library may still hold open must not keep a supervisor waiting.
process.exit(await main(process.argv.slice(2)));
