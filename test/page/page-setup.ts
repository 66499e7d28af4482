import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// Each test begins in an empty page.
afterEach(cleanup);
