/** A request or reply without fields. */
export class Empty {}
