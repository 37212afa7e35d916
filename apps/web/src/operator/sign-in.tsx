import VisibilityOffRounded from '@mui/icons-material/VisibilityOffRounded';
import VisibilityRounded from '@mui/icons-material/VisibilityRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { unwrap } from '@longwave/api-client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asOperator, setOperatorToken } from '../api/api';
import { useErrorText } from '../shared/use-error-text';

/** Asks for the admin token and tries it before it is kept. */
export function SignIn() {
  const { t } = useTranslation();
  const say = useErrorText();
  const [token, setToken] = useState('');
  const [isShown, setIsShown] = useState(false);
  const signIn = useMutation({
    mutationFn: (tried: string) => asOperator((api) => unwrap(api.GET('/admin/library/import')), tried),
    onSuccess: (_status, tried) => setOperatorToken(tried),
  });
  const eye = (
    <InputAdornment position="end">
      <IconButton edge="end" aria-label={t(isShown ? 'operator.hide' : 'operator.show')} onClick={() => setIsShown(!isShown)}>{isShown ? <VisibilityOffRounded /> : <VisibilityRounded />}</IconButton>
    </InputAdornment>
  );
  const submit = (event: { preventDefault(): void }) => {
    event.preventDefault();
    if (token.trim()) signIn.mutate(token.trim());
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('operator.sign_in_text')}</Typography>
      <TextField
        label={t('operator.token')}
        type={isShown ? 'text' : 'password'}
        value={token}
        onChange={(event) => setToken(event.target.value)}
        error={signIn.isError}
        helperText={signIn.isError ? say(signIn.error) : ' '}
        slotProps={{ input: { endAdornment: eye }, htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 200 } }}
      />
      <Button type="submit" variant="contained" loading={signIn.isPending}>{t('operator.sign_in')}</Button>
    </Box>
  );
}
