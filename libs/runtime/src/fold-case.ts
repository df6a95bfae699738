const ascii = /^[\0-\x7f]*$/;

/**
 * Text as searches compare it: Unicode full case folding after NFC (Unicode Standard, 3.13), so `ß` finds `SS`. The engine has no case
 * folding of its own; lower, upper and lower case tell the same characters apart, but for the final sigma, which lower case makes by
 * its place in the word, and the dotless i, which folding keeps apart from i. Small letters stand where Unicode's table has Cherokee
 * capitals.
 */
export function foldCase(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : text.normalize('NFC').split('ı').map(foldPart).join('ı');
}

function foldPart(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
