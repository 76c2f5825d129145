// Runs in a process of its own: imports the example modules it is given one after another and says how each went.
const send = (message: unknown): Promise<void> =>
  new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));

for (const url of process.argv.slice(2)) {
  await send({ started: url });
  try {
    await import(url);
    await send({ ended: url });
  } catch (error) {
    await send({ ended: url, error: String(error) });
  }
}
process.exit(0);
