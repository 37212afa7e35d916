/**
 * The HTTP name of a DTO's field: `requestedByUserId` → `requested_by_user_id`. Names begin with a small letter and hold
 * letters and digits only, as our DTOs' do; then `fieldName` undoes it.
 */
export function wireName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The DTO's field of an HTTP name: `requested_by_user_id` → `requestedByUserId`. */
export function fieldName(wire: string): string {
  return wire.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
