import type { components } from '@longwave/api-client';

type Schemas = components['schemas'];

export type Channel = Schemas['ChannelWithMounts'];
export type Mount = Schemas['Mount'];
export type NowPlaying = Schemas['NowPlaying'];
export type Tier = NowPlaying['tier'];
export type Track = Schemas['Track'];
export type QueueList = Schemas['QueueList'];
export type QueueEntry = Schemas['QueueEntry'];
export type GuestToken = Schemas['GuestToken'];
export type LiveToken = Schemas['LiveToken'];
export type ImportStatus = Schemas['ImportStatus'];
export type ErrorBody = Schemas['Error']['error'];
export type NowPlayingEvent = Schemas['NowPlayingEvent'];
export type QueueEvent = Schemas['QueueEvent'];
export type ListenersEvent = Schemas['ListenersEvent'];
