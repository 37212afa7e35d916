import './theme/fonts.css';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { startI18n } from './i18n/i18n';
import { theme } from './theme/theme';

const client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: true } } });

void startI18n().then(() => {
  const root = document.getElementById('root');
  if (!root) throw new Error('the document has no root');
  createRoot(root).render(
    <StrictMode>
      <ThemeProvider theme={theme}>
        <CssBaseline enableColorScheme />
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </ThemeProvider>
    </StrictMode>,
  );
});
