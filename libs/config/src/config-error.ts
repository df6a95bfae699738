/** One bad setting: its name and what is wrong with it. Never its value. */
export interface SettingProblem {
  readonly name: string;
  readonly problem: string;
}

/** Exit code of a process whose settings are bad: EX_CONFIG of sysexits.h. */
export const exitCodeConfig = 78;

/** All that is wrong with the settings, in one line and without a value. */
export class ConfigError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(`bad settings: ${problems.map(({ name, problem }) => `${name} ${problem}`).join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
