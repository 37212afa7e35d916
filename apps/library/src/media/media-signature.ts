import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature opens. */
export interface SignedResource {
  kind: 'media' | 'covers';
  /** SHA-256 of the bytes, in hex. */
  hash: string;
  /** Unix time in seconds from which on it opens nothing. */
  expiresAtS: number;
}

/** A signature: HMAC-SHA-256 over kind, hash and end, in base64url. */
export function signResource(resource: SignedResource, secret: string): string {
  return digest(resource, secret).toString('base64url');
}

/** Whether a signature is the one of this resource and its time is not over. Takes as long for a wrong one as for the right one. */
export function isSignatureGood(resource: SignedResource, signature: string, secret: string, nowMs: number): boolean {
  const given = Buffer.from(signature, 'base64url');
  const right = digest(resource, secret);
  const isSame = given.length === right.length && timingSafeEqual(given, right);
  return isSame && nowMs < resource.expiresAtS * 1000;
}

function digest({ kind, hash, expiresAtS }: SignedResource, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${kind}\n${hash}\n${expiresAtS}`).digest();
}
