import { AppError } from '@longwave/contracts';
import type { DtoClass } from '@longwave/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';

/** One field and what is wrong with it. */
export interface FieldProblem {
  field: string;
  problem: string;
}

function problemsOf(errors: readonly ValidationError[], path = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((problem) => ({ field, problem }));
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
}

/** Turning plain values into classes recurses, so that values nested a thousand times over end the stack. */
function toInstance<T extends object>(dto: DtoClass<T>, value: object): T {
  try {
    return plainToInstance(dto, value);
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'the message is nested too deeply', {}, { cause });
  }
}

/**
 * Makes a DTO of what came from outside. Unknown fields and wrong types are refused, all problems at once; no value is
 * repeated in the answer.
 *
 * @throws AppError `BAD_REQUEST` with `details.problems`
 */
export function validateRequest<T extends object>(dto: DtoClass<T>, value: unknown): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('BAD_REQUEST', 'a JSON object is needed');
  }
  // JSON.parse makes `__proto__` an own key, which class-transformer would assign.
  if (Object.hasOwn(value, '__proto__')) throw new AppError('BAD_REQUEST', 'the field __proto__ is not known here');
  const instance = toInstance(dto, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  const problems = problemsOf(errors).slice(0, 20);
  if (problems.length > 0) {
    const text = problems.map(({ problem }) => problem).join('; ').slice(0, 500);
    throw new AppError('BAD_REQUEST', text, { problems });
  }
  return instance;
}
