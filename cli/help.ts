/** What `millrace --help` prints. */
export const helpText = `millrace — batch and stream analytics for TypeScript

usage
  millrace run JOB [--parallelism N]       runs the job that a module exports by default
  millrace explain JOB [--parallelism N]   shows its plan; runs nothing
  millrace explain JOB --code              shows how each lambda is called, and the loops
  millrace help                            shows this; so does --help behind a command
  millrace version                         shows the version; so do --version and -v

JOB is a module: export default job("name", ({ from }) => from(…)….sinkTo(…))

examples
  millrace run hot-items.ts --parallelism 2
  millrace explain hot-items.ts --code

exit codes
  0 done · 1 the job failed · 2 the command was wrong · 130 stopped by Ctrl-C
`;
