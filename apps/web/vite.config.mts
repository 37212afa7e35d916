import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** Where a station runs while the page is developed with `npx vite`. */
const station = process.env['LONGWAVE_URL'] ?? 'http://localhost:8383';

/** Asks for the main font with the document: found only in the style sheet it would come a round trip later and shift the text. */
function preloadFont(name: RegExp): Plugin {
  return {
    name: 'preload-font',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => name.test(file))
          .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: '' }, injectTo: 'head' as const })),
    },
  };
}

export default defineConfig({
  plugins: [react(), preloadFont(/grotesque-latin-wght-normal.*\.woff2$/)],
  resolve: {
    alias: { '@longwave/api-client': fileURLToPath(new URL('../../libs/api-client/src/index.ts', import.meta.url)) },
  },
  // Data addresses are refused by the page's content security policy.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: {
    proxy: Object.fromEntries(['/api', '/admin', '/events', '/health', '/docs'].map((path) => [path, { target: station }])),
  },
});
