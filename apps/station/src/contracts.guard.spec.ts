import { allRpcs } from '@longwave/contracts';
import { EdgeModule } from '@longwave/edge';
import { HarborModule } from '@longwave/harbor';
import { contractHandledBy } from '@longwave/messaging';
import { MixerModule } from '@longwave/mixer';
import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants';
import { ControlModule } from './control/control.module';

/** The controllers of a module and of all it imports. */
function controllersOf(module: Type): Type[] {
  const own = (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) as Type[] | undefined) ?? [];
  const imports = (Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) as unknown[] | undefined) ?? [];
  return [...own, ...imports.filter((imported): imported is Type => typeof imported === 'function').flatMap(controllersOf)];
}

function subjectsHandledBy(controller: Type): string[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    const contract = typeof method === 'function' ? contractHandledBy(method) : undefined;
    return contract ? [contract.subject] : [];
  });
}

describe('contracts and handlers', () => {
  const handled = [ControlModule, MixerModule, EdgeModule, HarborModule].flatMap(controllersOf).flatMap(subjectsHandledBy);

  it('are the same: each call is answered by one handler', () => {
    expect([...handled].sort()).toEqual(allRpcs.map(({ subject }) => subject).sort());
  });
});
