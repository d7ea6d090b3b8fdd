/** Milliseconds of a .NET TimeSpan text (`[d.]hh:mm:ss[.fffffff]`), or null when the text is none. */
export function timeSpanMs(text) {
  const match = /^(?:(\d+)\.)?([01]?\d|2[0-3]):([0-5]?\d):([0-5]?\d)(\.\d{1,7})?$/.exec(text);
  if (!match) return null;
  const [, days = 0, hours, minutes, seconds, fraction = 0] = match;
  return (
    (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds) + Number(fraction)) * 1000
  );
}

/** The text .NET gives for whole seconds below a day: `hh:mm:ss`. */
export function timeSpanText(ms) {
  const seconds = Math.round(ms / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
