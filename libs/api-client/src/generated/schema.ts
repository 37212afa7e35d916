// Made from the API's document by apps/gateway/src/openapi/write-openapi.ts; a guard spec compares them.

export interface paths {
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channels and where to listen to them */
        get: operations["listChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/now-playing/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is on the air
         * @description Times are samples of the channel’s 48 kHz count: `sample` is the newest, `started_at_sample` where this began. The position in the track is `offset_samples + (sample − started_at_sample) · speed`.
         */
        get: operations["getNowPlaying"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What comes next
         * @description The waiting requests in playing order: VIP first, then votes, then first come. `rev` grows with every change.
         */
        get: operations["listQueue"];
        put?: never;
        /**
         * Ask for a song
         * @description A listener may have as many songs waiting as the channel allows (3 unless changed). An operator’s request goes before the others.
         */
        post: operations["addToQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{channel}/{entry}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a request back
         * @description Guests take back their own; operators anybody’s.
         */
        delete: operations["removeFromQueue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{channel}/{entry}/vote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Vote a request up or down
         * @description One vote for each user and entry: +1, −1, or 0 to take it back. Voting again changes it.
         */
        post: operations["voteOnEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/{channel}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip what plays
         * @description With `expected_id` (an entry or track) only if that is still on the air, so that two clicks skip one song. The answer says at which sample the change is heard.
         */
        post: operations["skip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/library/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find songs
         * @description Words that are each found in title, artist or album; without any, everything.
         */
        get: operations["searchLibrary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/library/covers/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A cover picture
         * @description The address is in a track’s `album_art_url`. It never changes what it holds, so it may be cached for ever.
         */
        get: operations["getCover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/guest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Become a guest
         * @description A token for somebody who has no account: enough to ask for songs and to vote. Keep it; a new one is a new user.
         */
        post: operations["createGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live events of a channel (server-sent events)
         * @description First a snapshot (`now_playing`, `queue`, `listeners`), then each change; the newest of a kind replaces older ones that were not sent yet. A comment comes every 15 seconds. See docs/events.md.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/livestream/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a go-live token
         * @description The token is the password of an Icecast source, with any user name. It expires after twice its streaming time.
         */
        post: operations["createLiveToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/livestream/token/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a go-live token
         * @description By the `token_id` it was made with. Whoever is on the air with it is taken off within seconds.
         */
        delete: operations["revokeLiveToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/livestream/kick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the DJ off the air */
        post: operations["kickLive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a channel’s settings
         * @description Only the fields given; on the air at once. `fallback_playlist_id` chooses the playlist that plays when nothing else does, `null` none.
         */
        patch: operations["updateChannel"];
        trace?: never;
    };
    "/admin/channels/{channel}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip what plays
         * @description The same as `POST /api/v1/queue/{channel}/skip`.
         */
        post: operations["adminSkip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/channels/{channel}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the channel plays or is paused */
        get: operations["getMode"];
        /**
         * Pause the channel, or let it play
         * @description `paused` and `none` fade to digital silence, which counts as intended: health stays green. A DJ is heard all the same. `radio` goes on with the next track.
         */
        put: operations["setMode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/channels/{channel}/playlists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channel’s playlists */
        get: operations["listPlaylists"];
        put?: never;
        /** Make an empty playlist */
        post: operations["createPlaylist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/playlists/{playlist}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a playlist
         * @description Its tracks stay in the library. The automatic playlist of all music cannot be deleted.
         */
        delete: operations["deletePlaylist"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/playlists/{playlist}/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The playlist’s tracks in order
         * @description A page of them: `total` tells how many there are, `offset` leaves out those before.
         */
        get: operations["listPlaylistTracks"];
        /**
         * Set the playlist’s tracks
         * @description All of them, in order; an empty list empties it.
         */
        put: operations["setPlaylistTracks"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/library/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the import is, and what was refused */
        get: operations["getImportStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/library/scan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for new music now
         * @description It is looked for each minute anyway. The answer tells how far the scan is.
         */
        post: operations["startScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/relays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Relays to Icecast servers, and how they go
         * @description The password of a target is never told. `state` is at most some seconds old; its counts are those of the edge that feeds the relay now.
         */
        get: operations["listRelays"];
        put?: never;
        /**
         * Send a channel to an Icecast server
         * @description It is fed from now on, titles included, by one edge; whenever the line breaks it is connected again. A host that is not on the public internet must be listed in `EGRESS_ALLOW`.
         */
        post: operations["createRelay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/relays/{relay}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a relay */
        delete: operations["deleteRelay"];
        options?: never;
        head?: never;
        /** Switch a relay off or on */
        patch: operations["updateRelay"];
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether sound reaches the listeners
         * @description Answers 200 only while sound that is not silent leaves every channel’s encoder and reaches an edge, or silence is what an operator asked for; else 503 with the same body.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why a request was refused or failed. */
        Error: {
            error: {
                /**
                 * @description What went wrong, for programs.
                 * @enum {string}
                 */
                code: "BAD_REQUEST" | "BODY_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "UNAUTHENTICATED" | "TOKEN_INVALID" | "FORBIDDEN" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "RATE_LIMITED" | "INTERNAL" | "SERVICE_UNAVAILABLE" | "CHANNEL_NOT_FOUND" | "TRACK_NOT_FOUND" | "TRACK_NOT_PLAYABLE" | "PLAYLIST_NOT_FOUND" | "PLAYLIST_IS_AUTOMATIC" | "COVER_NOT_FOUND" | "ENTRY_NOT_FOUND" | "ENTRY_NOT_YOURS" | "QUEUE_LIMIT_REACHED" | "QUEUE_FULL" | "EPOCH_OUTDATED" | "NOTHING_TO_SKIP" | "CHANNEL_NOT_ON_AIR" | "LIVE_TOKEN_INVALID" | "LIVE_TOKEN_USED_UP" | "LIVE_TOKEN_REVOKED" | "LIVE_SLOT_TAKEN" | "LIVE_SESSION_NOT_FOUND" | "SOURCE_FORMAT_UNSUPPORTED" | "MOUNT_NOT_FOUND" | "LISTENER_NOT_FOUND" | "TOO_MANY_LISTENERS" | "IMPORT_UNREADABLE" | "IMPORT_EMPTY" | "IMPORT_TOO_LARGE" | "IMPORT_TOO_SHORT" | "TOO_MANY_CONNECTIONS" | "RELAY_NOT_FOUND" | "RELAY_TARGET_TAKEN" | "RELAY_LIMIT_REACHED" | "IMPORT_NO_SPACE" | "IMPORT_FAILED";
                /** @description What went wrong, for people. */
                message: string;
                /** @description Facts that belong to the code. */
                details: {
                    [key: string]: unknown;
                };
            };
        };
        Channels: {
            /** @description The channels. */
            items: components["schemas"]["ChannelWithMounts"][];
            /**
             * @description How many there are in all.
             * @example 1
             */
            total: number;
        };
        ChannelWithMounts: {
            /**
             * @description Id of the channel; never reused.
             * @example 1
             */
            channel_id: number;
            /**
             * @description Name in addresses: the mounts are `/<slug>` and `/<slug>.mp3`.
             * @example radio
             */
            slug: string;
            /**
             * @description Name for people.
             * @example Longwave Radio
             */
            name: string;
            /**
             * @description What it is about.
             * @example Our community, around the clock.
             */
            description: string;
            /**
             * @description Genre, as Icecast tells it.
             * @example Various
             */
            genre: string;
            /**
             * Format: uuid
             * @description The playlist that plays when nothing else does; null for none.
             * @example null
             */
            fallback_playlist_id: string | null;
            /**
             * @description Length of the crossfade between files, in milliseconds.
             * @example 4000
             */
            crossfade_ms: number;
            /**
             * @description Whether a request cuts the running track short.
             * @example false
             */
            requests_interrupt: boolean;
            /**
             * @description Songs one listener may have waiting.
             * @example 3
             */
            max_waiting_per_user: number;
            /**
             * @description Loudness every file is brought to, in LUFS.
             * @example -16
             */
            target_lufs: number;
            /**
             * @description Bit rate of the Opus mount in kbit/s.
             * @example 128
             */
            opus_kbps: number;
            /**
             * @description Bit rate of the MP3 mount in kbit/s.
             * @example 128
             */
            mp3_kbps: number;
            /**
             * @description RMS of a second, in dBFS, under which sound counts as silence.
             * @example -50
             */
            silence_threshold_dbfs: number;
            /**
             * @description How long a file may be silent before it is left for the next one, in milliseconds; 0 for ever.
             * @example 8000
             */
            silence_limit_ms: number;
            /**
             * @description How long a DJ may be silent before the next lower tier takes over, in milliseconds; 0 for ever. The DJ stays connected and is back on the air with the next sound.
             * @example 20000
             */
            live_silence_limit_ms: number;
            /** @description Its addresses, best first. */
            mounts: components["schemas"]["Mount"][];
            /**
             * @description Connected listeners on all mounts.
             * @example 12
             */
            listeners: number;
        };
        Mount: {
            /**
             * @description Codec.
             * @example opus
             * @enum {string}
             */
            format: "opus" | "mp3";
            /**
             * @description Address for players.
             * @example http://localhost:8005/radio
             */
            url: string;
            /**
             * @description Media type, for `canPlayType`.
             * @example audio/ogg; codecs=opus
             */
            content_type: string;
            /**
             * @description Bit rate in kbit/s.
             * @example 128
             */
            bitrate_kbps: number;
        };
        NowPlaying: {
            /**
             * @description Id of the channel.
             * @example 1
             */
            channel_id: number;
            /**
             * Format: uuid
             * @description Id of the sample count; a new one only when it had to begin anew.
             */
            timeline_id: string;
            /**
             * @description The sample published last when this was written, on the channel’s 48 kHz count.
             * @example 480000
             */
            sample: number;
            /**
             * @description What is on the air.
             * @example playlist
             * @enum {string}
             */
            tier: "live" | "requests" | "playlist" | "noise" | "silence";
            /**
             * Format: uuid
             * @description The queue entry, when a request plays.
             */
            entry_id: string | null;
            /** @description The track, when a file plays. */
            track: components["schemas"]["Track"] | null;
            /** @description The DJ, when one is live. */
            dj: components["schemas"]["Dj"] | null;
            /**
             * @description Who asked for the track.
             * @example guest:4f1c
             */
            requested_by: string | null;
            /**
             * @description The sample at which this came on the air.
             * @example 96000
             */
            started_at_sample: number;
            /**
             * @description Samples of the track that lie before `startedAtSample`.
             * @example 0
             */
            offset_samples: number;
            /**
             * @description Playing speed.
             * @example 1
             */
            speed: number;
            /**
             * @description Connected listeners; the gateway fills it in.
             * @example 12
             */
            listeners: number;
        };
        Track: {
            /**
             * Format: uuid
             * @description Id of the track.
             * @example 018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c
             */
            track_id: string;
            /**
             * @description Title.
             * @example Night Ferry
             */
            name: string;
            /**
             * @description Artist; empty when unknown.
             * @example The Longwave Band
             */
            artist: string;
            /**
             * @description Album; empty when unknown.
             * @example First Light
             */
            album: string;
            /**
             * @description Path of the cover on this API, or null.
             * @example /api/v1/library/covers/0f6f3f2a
             */
            album_art_url: string | null;
            /**
             * @description Playing time in milliseconds.
             * @example 183000
             */
            duration_ms: number;
            /**
             * @description Where it comes from.
             * @example local
             */
            provider: string;
            /**
             * @description Its address at the provider.
             * @example local:018f3c1e
             */
            uri: string;
            /**
             * @description Further facts, such as genre and year.
             * @example {
             *       "genre": "Ambient",
             *       "year": 2024
             *     }
             */
            metadata: {
                [key: string]: unknown;
            };
        };
        Dj: {
            /**
             * Format: uuid
             * @description Id of the live session.
             */
            session_id: string;
            /**
             * @description The DJ’s name.
             * @example Mia
             */
            name: string;
            /**
             * @description The title the DJ’s encoder tells, or empty.
             * @example Artist - Title
             */
            title: string;
            /**
             * Format: date-time
             * @description When the session began, ISO 8601.
             */
            started_at: string;
        };
        QueueList: {
            /** @description Id of the channel. */
            channel_id: number;
            /** @description Grows with every change of this queue. */
            rev: number;
            /** @description The entries, next first. */
            items: components["schemas"]["QueueEntry"][];
            /** @description How many wait. */
            total: number;
        };
        QueueEntry: {
            /**
             * Format: uuid
             * @description Id of the entry.
             */
            id: string;
            /** @description The song. */
            track: components["schemas"]["Track"];
            /**
             * @description Who asked for it.
             * @example guest:4f1c
             */
            requested_by_user_id: string;
            /**
             * Format: date-time
             * @description When, ISO 8601.
             */
            requested_at: string;
            /**
             * @description Sum of the votes.
             * @example 2
             */
            votes: number;
            /**
             * @description Place in the order, from 1; 0 once it plays.
             * @example 1
             */
            position: number;
            /**
             * @description `waiting`, or `playing` once the mixer has started it.
             * @example waiting
             * @enum {string}
             */
            status: "waiting" | "playing";
            /**
             * @description Id of the channel.
             * @example 1
             */
            community_id: number;
            /** @description Who voted, at most 200. */
            voters: components["schemas"]["Voter"][];
        };
        Voter: {
            /**
             * @description Id of the user.
             * @example guest:4f1c
             */
            user_id: string;
            /**
             * @description +1 or −1.
             * @example 1
             * @enum {integer}
             */
            value: 1 | -1;
        };
        AddToQueueInput: {
            /**
             * Format: uuid
             * @description Id of the track.
             */
            track_id: string;
        };
        VoteInput: {
            /**
             * @description +1, −1, or 0 to take the vote back.
             * @enum {integer}
             */
            value: 1 | 0 | -1;
        };
        SkipInput: {
            /** @description Skip only if this entry or track is still on the air, so that two clicks skip one song; null as if it were not given. */
            expected_id?: string | null;
        };
        SteeringReply: {
            /** @description The sample at which the change is heard. */
            applies_at_sample: number;
            /** @description The sample published last when the call was answered. */
            now_sample: number;
        };
        TrackList: {
            /** @description The tracks. */
            items: components["schemas"]["Track"][];
            /** @description How many there are in all. */
            total: number;
        };
        CreateGuestInput: {
            /**
             * @description How the guest wants to be called; without control characters.
             * @example Robin
             */
            name?: string;
        };
        GuestToken: {
            /** @description Send it as `Authorization: Bearer <token>`. */
            token: string;
            /**
             * @description How to send it.
             * @example Bearer
             * @enum {string}
             */
            token_type: "Bearer";
            /**
             * @description The guest’s user id, as in queue entries and votes.
             * @example guest:4f1c09a2b3d7
             */
            user_id: string;
            /**
             * @description The name that was asked for, or one made up.
             * @example Robin
             */
            name: string;
            /**
             * Format: date-time
             * @description When it expires, ISO 8601.
             * @example 2026-12-20T12:00:00.000Z
             */
            expires_at: string;
        };
        CreateLiveTokenInput: {
            /**
             * @description Id of the channel.
             * @default 1
             * @example 1
             */
            channel_id?: number;
            /**
             * @description Name shown while on the air.
             * @example Mia
             */
            dj_name?: string;
            /**
             * @description Seconds on the air, in all sessions together; 1 to 86,400.
             * @example 3600
             */
            max_streaming_seconds: number;
        };
        LiveToken: {
            /**
             * Format: uuid
             * @description Id of the token, for revoking it.
             */
            token_id: string;
            /** @description The token: the password of the Icecast source, any user name. */
            token: string;
            /**
             * @description The same in 45 characters, for encoders that cut long passwords, such as butt.
             * @example Xw8afo9eTF6dDg1bjzwqEQ.vQ3k5m0s9T1u2V3w4X5y6Z
             */
            short_token?: string;
            /**
             * Format: date-time
             * @description When it expires, ISO 8601: after twice the streaming time.
             */
            expires_at: string;
            /** @description Id of the channel. */
            channel_id: number;
            /** @description Name shown while on the air. */
            dj_name: string;
            /** @description Seconds on the air, in all sessions together. */
            max_streaming_seconds: number;
            /**
             * @description Address of the Icecast source, the token in it.
             * @example icecast://source:<token>@localhost:8003/live
             */
            url: string;
            /**
             * @description A command line that goes live with a file, ready to paste.
             * @example ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:<token>@localhost:8003/live
             */
            command: string;
        };
        ChannelInput: {
            /**
             * @description Id of the channel.
             * @example 1
             */
            channel_id: number;
        };
        LiveSession: {
            /**
             * Format: uuid
             * @description Id of the session.
             */
            session_id: string;
            /** @description Id of the channel. */
            channel_id: number;
            /** @description The harbor that holds the socket. */
            harbor_id: string;
            /**
             * @description The DJ’s name.
             * @example Mia
             */
            dj_name: string;
            /**
             * @description Container of the bytes.
             * @example ogg
             * @enum {string}
             */
            format: "ogg" | "mp3" | "aac";
            /** @description The title told last, or empty. */
            title: string;
            /**
             * Format: date-time
             * @description When it began, ISO 8601.
             */
            started_at: string;
        };
        UpdateChannelInput: {
            /** @description Name for people. */
            name?: string;
            /** @description What it is about. */
            description?: string;
            /** @description Genre. */
            genre?: string;
            /**
             * Format: uuid
             * @description The fallback playlist, or null for none.
             */
            fallback_playlist_id?: string | null;
            /** @description Length of the crossfade between files, in milliseconds. */
            crossfade_ms?: number;
            /** @description Whether a request cuts the running track short. */
            requests_interrupt?: boolean;
            /** @description Songs one listener may have waiting. */
            max_waiting_per_user?: number;
            /** @description RMS under which sound counts as silence, in dBFS. */
            silence_threshold_dbfs?: number;
            /** @description How long a file may be silent, in milliseconds; 0 for ever. */
            silence_limit_ms?: number;
            /** @description How long a DJ may be silent, in milliseconds; 0 for ever. */
            live_silence_limit_ms?: number;
        };
        Channel: {
            /**
             * @description Id of the channel; never reused.
             * @example 1
             */
            channel_id: number;
            /**
             * @description Name in addresses: the mounts are `/<slug>` and `/<slug>.mp3`.
             * @example radio
             */
            slug: string;
            /**
             * @description Name for people.
             * @example Longwave Radio
             */
            name: string;
            /**
             * @description What it is about.
             * @example Our community, around the clock.
             */
            description: string;
            /**
             * @description Genre, as Icecast tells it.
             * @example Various
             */
            genre: string;
            /**
             * Format: uuid
             * @description The playlist that plays when nothing else does; null for none.
             * @example null
             */
            fallback_playlist_id: string | null;
            /**
             * @description Length of the crossfade between files, in milliseconds.
             * @example 4000
             */
            crossfade_ms: number;
            /**
             * @description Whether a request cuts the running track short.
             * @example false
             */
            requests_interrupt: boolean;
            /**
             * @description Songs one listener may have waiting.
             * @example 3
             */
            max_waiting_per_user: number;
            /**
             * @description Loudness every file is brought to, in LUFS.
             * @example -16
             */
            target_lufs: number;
            /**
             * @description Bit rate of the Opus mount in kbit/s.
             * @example 128
             */
            opus_kbps: number;
            /**
             * @description Bit rate of the MP3 mount in kbit/s.
             * @example 128
             */
            mp3_kbps: number;
            /**
             * @description RMS of a second, in dBFS, under which sound counts as silence.
             * @example -50
             */
            silence_threshold_dbfs: number;
            /**
             * @description How long a file may be silent before it is left for the next one, in milliseconds; 0 for ever.
             * @example 8000
             */
            silence_limit_ms: number;
            /**
             * @description How long a DJ may be silent before the next lower tier takes over, in milliseconds; 0 for ever. The DJ stays connected and is back on the air with the next sound.
             * @example 20000
             */
            live_silence_limit_ms: number;
        };
        ChannelMode: {
            /**
             * @description Id of the channel.
             * @example 1
             */
            channel_id: number;
            /**
             * @description `radio` plays; `paused` and `none` send digital silence, and a DJ is heard all the same.
             * @example radio
             * @enum {string}
             */
            mode: "radio" | "paused" | "none";
        };
        SetModeInput: {
            /**
             * @description `radio` plays; `paused` and `none` send digital silence, and a DJ is heard all the same.
             * @example radio
             * @enum {string}
             */
            mode: "radio" | "paused" | "none";
        };
        PlaylistList: {
            /** @description The playlists. */
            items: components["schemas"]["Playlist"][];
            /** @description How many there are in all. */
            total: number;
        };
        Playlist: {
            /**
             * Format: uuid
             * @description Id of the playlist.
             */
            playlist_id: string;
            /** @description Id of the channel it belongs to. */
            channel_id: number;
            /**
             * @description Name.
             * @example All music
             */
            name: string;
            /**
             * @description `library` holds every playable track by itself; `manual` holds what an operator put in.
             * @example library
             * @enum {string}
             */
            kind: "library" | "manual";
            /** @description How many playable tracks it holds. */
            track_count: number;
            /** @description Whether it is the channel’s fallback. */
            is_fallback: boolean;
        };
        CreatePlaylistInput: {
            /**
             * @description Name.
             * @example Sunday morning
             */
            name: string;
        };
        SetPlaylistTracksInput: {
            /** @description All its tracks, in order; empty empties it. */
            track_ids: string[];
        };
        ImportStatus: {
            /** @description Whether a scan runs now. */
            is_scanning: boolean;
            /** @description Files found by the running or last scan. */
            found: number;
            /** @description Files dealt with so far. */
            done: number;
            /** @description Playable tracks in the library. */
            tracks: number;
            /** @description Files that were not taken, with reasons, newest first, at most 200. A refused one is looked at again when it changes, one with `IMPORT_NO_SPACE` or `IMPORT_FAILED` by itself. */
            refused: components["schemas"]["RefusedFile"][];
        };
        RefusedFile: {
            /** @description Its path below the music folder, for people to find it. */
            path: string;
            /**
             * @description Why.
             * @example IMPORT_UNREADABLE
             */
            code: string;
            /** @description Why, in words. */
            message: string;
            /**
             * Format: date-time
             * @description When, ISO 8601.
             */
            at: string;
        };
        RelayList: {
            /** @description The relays. */
            items: components["schemas"]["Relay"][];
            /** @description How many there are in all. */
            total: number;
        };
        Relay: {
            /**
             * Format: uuid
             * @description Id of the relay.
             */
            relay_id: string;
            /**
             * @description Id of the channel it sends.
             * @example 1
             */
            channel_id: number;
            /**
             * @description Name for operators.
             * @example Mirror in Lisbon
             */
            name: string;
            /**
             * @description Where it sends, the password masked.
             * @example icecast://source:***@icecast.example.org:8000/radio.ogg
             */
            target: string;
            /**
             * @description What it sends.
             * @example opus
             * @enum {string}
             */
            format: "opus" | "mp3";
            /**
             * @description Whether it shall be fed.
             * @example true
             */
            enabled: boolean;
            /** @description How it goes. */
            state: components["schemas"]["RelayState"];
        };
        RelayState: {
            /**
             * @description `connected` while it is fed; `connecting`; `waiting` for the next try or for sound; `idle` when it is off or no edge has it.
             * @example connected
             * @enum {string}
             */
            status: "idle" | "waiting" | "connecting" | "connected";
            /**
             * @description The edge that feeds it, or null.
             * @example station-edge
             */
            edge_id: string | null;
            /**
             * Format: date-time
             * @description Since when it has been fed without a break, ISO 8601, or null.
             */
            connected_since: string | null;
            /**
             * @description Why it is not, or was not the last time; null for never.
             * @example the target refused user or password
             */
            last_error: string | null;
            /**
             * Format: date-time
             * @description When that was, ISO 8601.
             */
            last_error_at: string | null;
            /** @description Connections made by this edge since it took the relay. */
            connections: number;
            /** @description Titles sent by this edge since then. */
            titles_sent: number;
            /** @description Bytes of sound sent by this edge since then. */
            bytes_sent: number;
        };
        CreateRelayInput: {
            /**
             * @description Id of the channel.
             * @example 1
             */
            channel_id: number;
            /**
             * @description The Icecast server and its mount: `icecast://user:password@host:port/mount`; percent-encode what is special in the password.
             * @example icecast://source:secret@icecast.example.org:8000/radio.ogg
             */
            target: string;
            /**
             * @description What it sends.
             * @example opus
             * @enum {string}
             */
            format: "opus" | "mp3";
            /**
             * @description Name for operators; by default host and mount.
             * @example Mirror in Lisbon
             */
            name?: string;
        };
        UpdateRelayInput: {
            /**
             * @description Whether it shall be fed.
             * @example false
             */
            enabled: boolean;
        };
        Health: {
            /**
             * @description Whether every channel is well.
             * @example true
             */
            ok: boolean;
            /** @description Each channel. */
            channels: components["schemas"]["ChannelHealth"][];
        };
        ChannelHealth: {
            /**
             * @description Id of the channel.
             * @example 1
             */
            channel_id: number;
            /**
             * @description Whether its listeners hear what they should.
             * @example true
             */
            ok: boolean;
            /**
             * @description Why not, or that all is well.
             * @example sound leaves the encoder
             */
            reason: string;
            /**
             * @description What is on the air; null when no mixer answered.
             * @example playlist
             * @enum {string|null}
             */
            tier: "live" | "requests" | "playlist" | "noise" | "silence" | null;
            /**
             * @description RMS of the last second that went into the encoder, in dBFS; null when no mixer answered.
             * @example -19.4
             */
            rms_db: number | null;
            /**
             * @description Milliseconds of silence so far; null when no mixer answered.
             * @example 0
             */
            silent_for_ms: number | null;
            /**
             * @description Seconds of sound that the edge is behind the mixer; null when no edge answered.
             * @example 0.1
             */
            edge_behind_seconds: number | null;
        };
        NowPlayingEvent: {
            /** @description Grows with every change on this channel. */
            rev: number;
            /** @description What plays from `startedAtSample` on. */
            now_playing: components["schemas"]["NowPlaying"];
        };
        QueueEvent: {
            /** @description Id of the channel. */
            channel_id: number;
            /** @description Grows with every change of this queue. */
            rev: number;
            /** @description The entries, next first. */
            items: components["schemas"]["QueueEntry"][];
            /** @description How many wait. */
            total: number;
        };
        ListenersEvent: {
            /**
             * @description Grows with every change, until the gateway restarts.
             * @example 7
             */
            rev: number;
            /**
             * @description Id of the channel.
             * @example 1
             */
            channel_id: number;
            /**
             * @description Connected listeners on all mounts.
             * @example 12
             */
            listeners: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channels and where to listen to them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getNowPlaying: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is on the air */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NowPlaying"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `CHANNEL_NOT_ON_AIR`: No mixer owns this channel at the moment.
             *
             *     `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listQueue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What comes next */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueList"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addToQueue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddToQueueInput"];
            };
        };
        responses: {
            /** @description Ask for a song */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueEntry"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them.
             *
             *     `TRACK_NOT_FOUND`: No such track; it may have been removed from the library.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `QUEUE_FULL`: The queue of this channel is full; wait until a song was played.
             *
             *     `QUEUE_LIMIT_REACHED`: You have as many songs waiting as one listener may; wait until one was played.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeFromQueue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
                /** @description Id of the entry. */
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take a request back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueEntry"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `ENTRY_NOT_YOURS`: Only the one who asked for a song, or an operator, may take it back. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `ENTRY_NOT_FOUND`: The entry is no longer in the queue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    voteOnEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
                /** @description Id of the entry. */
                entry: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteInput"];
            };
        };
        responses: {
            /** @description Vote a request up or down */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueEntry"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `ENTRY_NOT_FOUND`: The entry is no longer in the queue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    skip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SkipInput"];
            };
        };
        responses: {
            /** @description Skip what plays */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SteeringReply"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `NOTHING_TO_SKIP`: Nothing that can be skipped is on the air. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `CHANNEL_NOT_ON_AIR`: No mixer owns this channel at the moment.
             *
             *     `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    searchLibrary: {
        parameters: {
            query?: {
                /** @description Words, each found in title, artist or album; empty lists everything. */
                query?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description How many to leave out. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find songs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackList"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hash of the cover, as in `album_art_url`. */
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A cover picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "image/gif": string;
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `COVER_NOT_FOUND`: The track has no cover. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createGuest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateGuestInput"];
            };
        };
        responses: {
            /** @description Become a guest */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestToken"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description Id of the channel. */
                channel?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Live events of a channel (server-sent events) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createLiveToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateLiveTokenInput"];
            };
        };
        responses: {
            /** @description Make a go-live token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveToken"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeLiveToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the token. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `NOT_FOUND`: There is nothing at this address; see `/docs`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    kickLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelInput"];
            };
        };
        responses: {
            /** @description Take the DJ off the air */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveSession"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `LIVE_SESSION_NOT_FOUND`: The live session has ended. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateChannelInput"];
            };
        };
        responses: {
            /** @description Change a channel’s settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them.
             *
             *     `PLAYLIST_NOT_FOUND`: No such playlist on this channel.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    adminSkip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SkipInput"];
            };
        };
        responses: {
            /** @description Skip what plays */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SteeringReply"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `NOTHING_TO_SKIP`: Nothing that can be skipped is on the air. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `CHANNEL_NOT_ON_AIR`: No mixer owns this channel at the moment.
             *
             *     `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the channel plays or is paused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelMode"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetModeInput"];
            };
        };
        responses: {
            /** @description Pause the channel, or let it play */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelMode"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listPlaylists: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channel’s playlists */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaylistList"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createPlaylist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the channel. */
                channel: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePlaylistInput"];
            };
        };
        responses: {
            /** @description Make an empty playlist */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deletePlaylist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the playlist. */
                playlist: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `PLAYLIST_NOT_FOUND`: No such playlist on this channel. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `PLAYLIST_IS_AUTOMATIC`: This playlist follows the library by itself; make one of your own to edit it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listPlaylistTracks: {
        parameters: {
            query?: {
                /** @description How many at most; 200 unless told. */
                limit?: number;
                /** @description How many to leave out; none unless told. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the playlist. */
                playlist: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playlist’s tracks in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackList"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `PLAYLIST_NOT_FOUND`: No such playlist on this channel. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setPlaylistTracks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the playlist. */
                playlist: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPlaylistTracksInput"];
            };
        };
        responses: {
            /** @description Set the playlist’s tracks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `PLAYLIST_NOT_FOUND`: No such playlist on this channel.
             *
             *     `TRACK_NOT_FOUND`: No such track; it may have been removed from the library.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `PLAYLIST_IS_AUTOMATIC`: This playlist follows the library by itself; make one of your own to edit it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getImportStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far the import is, and what was refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStatus"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    startScan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Look for new music now */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStatus"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listRelays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Relays to Icecast servers, and how they go */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelayList"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createRelay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRelayInput"];
            };
        };
        responses: {
            /** @description Send a channel to an Icecast server */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Relay"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `CHANNEL_NOT_FOUND`: No such channel; `GET /api/v1/channels` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `RELAY_LIMIT_REACHED`: The station has as many relays as it may; `details.limit` tells how many.
             *
             *     `RELAY_TARGET_TAKEN`: Another relay sends to this mount already; delete that one first.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteRelay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the relay. */
                relay: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RELAY_NOT_FOUND`: No such relay; `GET /admin/relays` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateRelay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the relay. */
                relay: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRelayInput"];
            };
        };
        responses: {
            /** @description Switch a relay off or on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Relay"];
                };
            };
            /** @description `BAD_REQUEST`: The request does not fit its schema; `details.problems` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `TOKEN_INVALID`: The token is malformed, expired, of another audience or not signed by this station. Get a new one.
             *
             *     `UNAUTHENTICATED`: Send `Authorization: Bearer <token>`; get one at `POST /api/v1/auth/guest`.
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `FORBIDDEN`: This token may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RELAY_NOT_FOUND`: No such relay; `GET /admin/relays` lists them. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `BODY_TOO_LARGE`: Send a smaller body; `details.max_bytes` tells the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: Send `Content-Type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `RATE_LIMITED`: Wait `details.retry_after_seconds` and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `SERVICE_UNAVAILABLE`: The service that answers this is away; the sound goes on. Try again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether sound reaches the listeners */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Whether sound reaches the listeners */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Figures for Prometheus */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has it under the correlation id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
