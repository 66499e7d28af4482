import { expect, onTestFinished, test, vi } from 'vitest';

test('where the report of the system cannot be made, peers can be added all the same', async () => {
  vi.resetModules();
  const report = vi.spyOn(process.report, 'getReport').mockImplementation(() => {
    throw new Error('EMFILE: too many open files');
  });
  onTestFinished(() => report.mockRestore());
  const { openFilesLimit } = await import('../../transport/sockets/descriptors');
  const { peersWithinDescriptors } = await import('./descriptors');
  expect(peersWithinDescriptors(128)).toBe(Number.POSITIVE_INFINITY);
  // It is read again later, when the system may be able to tell.
  report.mockReturnValue({ userLimits: { open_files: { soft: 1_024 } } });
  expect(openFilesLimit()).toBe(1_024);
  expect(peersWithinDescriptors(128)).toBe(384);
  expect(peersWithinDescriptors(212)).toBe(300);
});
