/** The one way to addresses that people type in: checked, and pinned to what was checked. */
export { connectOutside, type ConnectOutsideOptions, EgressRefusedError } from './connect/connect-outside';
export { type EgressAllow, IsEgressAllow, parseEgressAllow } from './allow/egress-allow';
export { isPublicAddress } from './ranges/is-public-address';
