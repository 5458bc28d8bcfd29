/** Runs it, and gives the first error meanwhile that nobody caught, which then is nobody else's concern. */
export async function uncaughtDuring(act: () => Promise<unknown>): Promise<unknown> {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  try {
    const error = new Promise((resolve) => process.once('uncaughtException', resolve));
    await act();
    return await error;
  } finally {
    process.removeAllListeners('uncaughtException');
    others.forEach((listener) => process.on('uncaughtException', listener));
  }
}
