import type { Deserializer, Serializer } from '@nestjs/microservices';
import type { Msg, MsgHdrs } from '@nats-io/nats-core';
import { encodeError, encodeJson } from './wire';

interface NestPacket {
  pattern: string;
  data: Uint8Array;
  /** Nest answers a message only when it has one. */
  id: string | undefined;
}

/** Plain NATS messages in: no envelope. The bytes are parsed later, by the contract's pipe, so that an error is answered. */
export class PlainDeserializer implements Deserializer<Msg, NestPacket> {
  deserialize(message: Msg, options?: Record<string, unknown>): NestPacket {
    return { pattern: String(options?.['channel']), data: message.data, id: message.reply };
  }
}

interface NestResponse {
  err?: unknown;
  response?: unknown;
}

/** Plain JSON out; errors in the headers. */
export class PlainSerializer implements Serializer<NestResponse, { data: Uint8Array; headers?: MsgHdrs }> {
  serialize(packet: NestResponse): { data: Uint8Array; headers?: MsgHdrs } {
    return packet.err === undefined ? { data: encodeJson(packet.response) } : encodeError(packet.err);
  }
}
