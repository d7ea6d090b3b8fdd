/** One thing that is wrong with the configuration: file, key, what, and what to do about it. */
export class ConfigurationError extends Error {
  constructor(file, key, problem, remedy) {
    super(`${[file, key].filter((part) => part !== '').join(': ')}: ${problem}; ${remedy}`);
  }
}

/** All of them at once. */
export class ConfigurationErrors extends Error {
  /** @param {ConfigurationError[]} errors */
  constructor(errors) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
  }
}
