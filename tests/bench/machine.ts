import { createRequire } from 'node:module';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export interface Machine {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Of the minute before the run: above 0.5 or so, others were at work. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

const named = ['fastify', '@grpc/grpc-js', 'mongodb', 'autocannon', '@nats-io/transport-node'] as const;

export function describeMachine(): Machine {
  const all = cpus();
  return {
    at: new Date().toISOString(),
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
    versions: {
      sqlite: process.versions['sqlite'] ?? 'unknown',
      ...Object.fromEntries(named.map((name) => [name, versionOf(name)])),
    },
  };
}

function versionOf(name: string): string {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }; // every package has one
    return version;
  } catch {
    return 'not told';
  }
}

export function machineLines(machine: Machine): string {
  const { cpu, cores, memoryGiB, system, node, loadBefore, versions } = machine;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${String(cores)} cores, ${String(memoryGiB)} GiB, ${system}, load before ${loadBefore.toFixed(2)}`,
    `node ${node}, ${packages.join(', ')}`,
    '',
  ].join('\n');
}
