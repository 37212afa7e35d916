import { findOptionalProgram } from '../programs/find-program';
import type { LaunchPlan } from './server-plan';

/**
 * The command of a server, such that the kernel ends it when the process that started it dies, however that dies. Needs
 * setpriv (util-linux, part of every Debian); without it the plain command.
 */
export function boundCommand(plan: LaunchPlan): LaunchPlan['command'] {
  const setpriv = findOptionalProgram('setpriv');
  if (setpriv === undefined) return plan.command;
  const { file, args } = plan.command;
  return { ...plan.command, file: setpriv, args: ['--pdeathsig', plan.stopSignal.slice(3), '--', file, ...args] };
}
