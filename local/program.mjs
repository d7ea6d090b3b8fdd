// What all programs of the local cloud have in common: one line of JSON on stdout when ready, an end within a moment
// on SIGTERM, SIGINT or, if asked for, when stdin closes, so that no orphan survives a parent that was killed.

const endMs = 5_000;

/**
 * Runs a program to its end.
 * @param {string} name stands in the ready line and before errors
 * @param {() => Promise<{ready: object, close: () => Promise<void>, exitWithStdin: boolean}>} start
 *   `ready`: ports and URLs for the ready line. What it throws is printed, and the exit code is 2.
 */
export async function runProgram(name, start) {
  let program;
  try {
    program = await start();
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exit(2);
  }
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    // Whatever hangs in closing must not keep the program.
    setTimeout(() => process.exit(0), endMs).unref();
    program.close().then(
      () => process.exit(0),
      (error) => {
        console.error(`${name}: ${error.stack}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  if (program.exitWithStdin) process.stdin.on('end', end).on('close', end).resume();
  process.stdout.write(`${JSON.stringify({ ready: name, ...program.ready })}\n`);
}
