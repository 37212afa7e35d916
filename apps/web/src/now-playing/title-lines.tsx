import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Headline } from './headline';

const clamp = (lines: number | { xs: number; md: number }) => ({ display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: lines, overflow: 'hidden', overflowWrap: 'anywhere' }) as const;

/** Long titles are made smaller before they are cut. */
const titleSize = (title: string) => ({ xs: title.length > 36 ? '1.375rem' : '1.75rem', md: title.length > 44 ? '1.75rem' : '2.375rem' });

/** Title, artist and album. It always takes the same room, so that nothing moves when they change. */
export function TitleLines({ headline }: { headline: Headline }) {
  const { title, subtitle, note } = headline;
  return (
    <Box sx={{ minHeight: { xs: 122, md: 186 } }}>
      <Typography data-testid="title" component="p" title={title} sx={{ ...clamp({ xs: 2, md: 3 }), fontSize: titleSize(title), fontWeight: 750, lineHeight: 1.08, letterSpacing: '-0.025em', pb: '0.06em' }}>
        {title}
      </Typography>
      <Typography data-testid="artist" component="p" sx={{ ...clamp(3), mt: 1, fontSize: { xs: '1.0625rem', md: '1.1875rem' }, lineHeight: 1.3, fontWeight: 500 }}>{subtitle}</Typography>
      <Typography component="p" variant="body2" sx={{ ...clamp(1), mt: 0.5, color: 'text.secondary' }}>{note}</Typography>
    </Box>
  );
}
