// A bound for what a call waits for.

/** The answer, or a rejection when it is not there after so many milliseconds; then nobody waits for it any more. */
export function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${milliseconds} ms`));
    // In two halves: after a pause of this process a timer comes before the answer that has long arrived.
    let timer = setTimeout(() => {
      timer = setTimeout(late, milliseconds / 2);
    }, milliseconds / 2);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
