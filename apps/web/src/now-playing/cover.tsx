import Box from '@mui/material/Box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NowPlaying, Track } from '../api/types';
import { LivePicture, NoisePicture, StillPicture, WaveArtPicture } from './art';

/** A song's cover, or a picture of ours where there is none or it does not load. Decoration: the title stands beside it. */
export function TrackCover({ track }: { track: Track }) {
  const [failed, setFailed] = useState<string>();
  const address = track.album_art_url;
  if (address === null || address === failed) return <WaveArtPicture seed={track.track_id} />;
  return (
    <Box component="img" src={address} alt="" onError={() => setFailed(address)} sx={{ width: '100%', height: '100%', objectFit: 'cover', display: 'block' }} />
  );
}

/** The picture of what is on the air. */
export function OnAirCover({ nowPlaying }: { nowPlaying: NowPlaying | undefined }) {
  const { t } = useTranslation();
  const name = nowPlaying?.track ? t('now.cover_of', { title: nowPlaying.track.name }) : undefined;
  return (
    <Box
      {...(name ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
      sx={{ width: '100%', aspectRatio: '1', borderRadius: '18px', overflow: 'hidden', boxShadow: '0 18px 40px -18px rgb(0 0 0 / 55%)', bgcolor: 'surface.raised' }}
    >
      <Picture nowPlaying={nowPlaying} />
    </Box>
  );
}

export function Picture({ nowPlaying }: { nowPlaying: NowPlaying | undefined }) {
  if (nowPlaying?.tier === 'live') return <LivePicture />;
  if (nowPlaying?.track) return <TrackCover track={nowPlaying.track} />;
  return nowPlaying?.tier === 'noise' ? <NoisePicture /> : <StillPicture />;
}
