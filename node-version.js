// Plain JavaScript that every Node reads: it runs before anything that an older one can't.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 9)) {
  console.error(
    `Benchline runs on Node 24.9 or newer, and this is ${process.version}. ` +
      'On Linux and Windows `npm ci` brings its own; elsewhere please install Node 24 and try again.',
  );
  process.exit(78);
}
