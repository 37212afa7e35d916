import { startEarly } from './renderer-thread';

startEarly();
