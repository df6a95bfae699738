import { readFileSync } from 'node:fs';

/** Linux counts in ticks of 10 ms on every machine that Node runs on. */
const ticksPerSecond = 100;

/** Processor time that processes have used so far, all threads, in seconds; NaN where there is no /proc. */
export function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + secondsOf(pid), 0);
}

function secondsOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // a name may hold blanks
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return NaN;
  }
}
