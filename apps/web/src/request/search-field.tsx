import CloseRounded from '@mui/icons-material/CloseRounded';
import SearchRounded from '@mui/icons-material/SearchRounded';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

/** Where the words go. */
export function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const clear = (
    <InputAdornment position="end">
      <IconButton size="small" edge="end" aria-label={t('request.clear')} onClick={() => onChange('')}>
        <CloseRounded fontSize="small" />
      </IconButton>
    </InputAdornment>
  );
  return (
    <Box component="form" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField
        fullWidth
        size="small"
        type="text"
        label={t('request.label')}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        slotProps={{
          htmlInput: { maxLength: 200, enterKeyHint: 'search', autoComplete: 'off' },
          input: {
            startAdornment: <InputAdornment position="start"><SearchRounded /></InputAdornment>,
            endAdornment: text ? clear : null,
            // Phones zoom in on a field with smaller letters.
            sx: { borderRadius: '14px', fontSize: '1rem' },
          },
        }}
      />
    </Box>
  );
}
