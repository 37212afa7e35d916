import Box from '@mui/material/Box';
import { CopyButton } from './copy-button';

/** Something to be pasted elsewhere, with a button that copies it. */
export function CodeLine({ text, copyLabel, isWrapped = false }: { text: string; copyLabel: string; isWrapped?: boolean }) {
  return (
    <Box sx={{ display: 'flex', alignItems: isWrapped ? 'flex-start' : 'center', gap: 0.5, bgcolor: 'surface.raised', borderRadius: '12px', pl: 1.5, pr: 0.5, py: 0.5 }}>
      <Box
        component="code"
        sx={{
          flex: 1, minWidth: 0, py: 0.5, fontFamily: 'ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace', fontSize: '0.8125rem', userSelect: 'all',
          ...(isWrapped ? { overflowWrap: 'anywhere', maxHeight: 150, overflowY: 'auto' } : { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
        }}
      >
        {text}
      </Box>
      <CopyButton text={text} label={copyLabel} />
    </Box>
  );
}
