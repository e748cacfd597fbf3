// What the steps have shown: one line for each.

/** Runs steps and remembers which failed. */
export class Journal {
  played = 0;
  failed = 0;

  /** `print` takes each line; `place` says where the SDK runs. */
  constructor(place, print) {
    this.place = place;
    this.print = print;
  }

  /**
   * Does something with the SDK, whose result must be equal to `expected`. Gives what `act` gave, or `undefined` if the step has
   * failed: the steps behind it then fail as well.
   */
  async step(name, expected, act, show = (result) => result) {
    this.played += 1;
    let found, result;
    try {
      result = await act();
      found = show(result);
    } catch (error) {
      found = error.message;
    }
    if (JSON.stringify(found) === JSON.stringify(expected)) {
      this.print(`ok      ${this.place}: ${name}`);
      return result;
    }
    this.failed += 1;
    this.print(`FAILED  ${this.place}: ${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
    return undefined;
  }

  /** Does something with the SDK that the server must refuse with this status and code. */
  async refused(name, status, code, act, parse) {
    const outcome = async () => {
      try {
        await act();
      } catch (error) {
        const { status, code } = parse(error.message);
        return [status, code];
      }
      return "no error";
    };
    await this.step(name, [status, code], outcome);
  }

  /** Does what has several steps. What cannot be gone on with after a failed step is a failure, too. */
  async chapter(name, act) {
    try {
      await act();
    } catch (error) {
      await this.step(`${name} to the end`, "no error", () => error.message);
    }
  }

  get summary() {
    return `${this.place}: ${this.played - this.failed} of ${this.played} steps as expected`;
  }
}
