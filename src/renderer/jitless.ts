import { z } from 'zod';

// The page's Content-Security-Policy forbids code made from text, which zod would try. Imported before any schema.
z.config({ jitless: true });
