/**
 * What can go wrong on this side. What the platform refuses is no error but an outcome.
 *
 * From `connectRobot`: `bad_settings`, `buffer_locked`, `buffer_damaged`, `buffer_of_another_key`, `buffer_failed`.
 * From `send`: `bad_command`, `id_in_use`, `buffer_full`, `buffer_failed`, `too_large`, `timeout`, `closed`.
 * To `onTrouble`: `connection`, `permission`, `not_received`, `bad_outcome`, `bad_event`, `listener_failed`, `buffer_failed`.
 */
export type RobotErrorCode =
  | 'bad_settings'
  | 'buffer_locked'
  | 'buffer_damaged'
  | 'buffer_of_another_key'
  | 'buffer_failed'
  | 'bad_command'
  | 'id_in_use'
  | 'buffer_full'
  | 'too_large'
  | 'timeout'
  | 'closed'
  | 'connection'
  | 'permission'
  | 'not_received'
  | 'bad_outcome'
  | 'bad_event'
  | 'listener_failed';

export class RobotError extends Error {
  override readonly name = 'RobotError';
  readonly code: RobotErrorCode;

  constructor(code: RobotErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
