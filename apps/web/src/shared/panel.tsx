import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import Box from '@mui/material/Box';
import { useId } from 'react';
import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  /** Beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of the page with a name, a landmark for screen readers. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} elevation={0} sx={{ border: 1, borderColor: 'divider', borderRadius: '22px', p: { xs: 2, sm: 2.5 } }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', gap: 2, mb: 1.5 }}>
        <Typography variant="h2" id={id}>{title}</Typography>
        {aside}
      </Box>
      {children}
    </Paper>
  );
}
